package io.kefu.ai.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.ai.form.FormSchema.Reading.Faulty;
import io.kefu.ai.form.FormSchema.Reading.Filled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormSchemaTest {

  private static final String LEAD =
      "{\"level\":\"A\",\"next_step\":\"发资料\",\"first_contact_script\":\"您好\","
          + "\"next_day_script\":\"您好\"}";

  private final ObjectMapper json = new ObjectMapper();
  private final FormSchema schema =
      new FormSchema(FormLabel.BUSINESS_DEVELOPMENT.defaultSchema(), json);

  @ParameterizedTest
  @EnumSource(FormLabel.class)
  void everyDefaultIsASchema(FormLabel label) {
    assertThat(new FormSchema(label.defaultSchema(), json).text()).contains(label.title());
  }

  @Test
  void readsAForm() {
    assertThat(schema.read(LEAD)).isInstanceOf(Filled.class);
    assertThat(schema.read("```json\n" + LEAD + "\n```")).isInstanceOf(Filled.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "不知道", "[]", "null", "{\"level\":\"A\"}", "{\"level\":"})
  void refusesWhatIsNone(String text) {
    assertThat(schema.read(text)).isInstanceOf(Faulty.class);
  }

  @Test
  void faultsNamePlacesAndNeverValues() {
    Faulty faulty = (Faulty) schema.read(LEAD.replace("\"A\"", "\"13812345678\""));

    assertThat(faulty.faults()).hasSize(1);
    assertThat(faulty.faults().getFirst()).contains("level").doesNotContain("13812345678");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"type\":\"string\"}", "{\"type\":\"object\"}"})
  void refusesASchemaOfNoObject(String text) {
    assertThatThrownBy(() -> new FormSchema(text, json))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
