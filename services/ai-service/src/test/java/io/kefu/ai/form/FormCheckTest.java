package io.kefu.ai.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormCheckTest {

  private static final String SOURCE = "客户：要两台 320kW 双枪，11月底交货，电话13812345678\n整机质保 2 年";

  private final ObjectMapper json = new ObjectMapper();

  @Test
  void letsWhatWasSaidPass() throws Exception {
    assertThat(
            faults(
                "{\"power_kw\":320,\"quantity\":2,\"reply_draft\":\"您好，2台320kW双枪，整机质保两年，电话"
                    + " 13812345678\"}"))
        .isEmpty();
  }

  @Test
  void findsAPriceOutOfThinAir() throws Exception {
    List<String> faults =
        faults("{\"reply_draft\":\"每台 58000 元\",\"materials\":[\"报价单\",\"Error 500: no\"]}");

    assertThat(faults)
        .containsExactly(
            "$.reply_draft holds a figure that is in neither conversation nor evidence",
            "$.materials[1] is no text for people");
  }

  private List<String> faults(String form) throws Exception {
    JsonNode node = json.readTree(form);
    return FormCheck.faults(node, SOURCE);
  }
}
