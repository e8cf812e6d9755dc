package io.kefu.erp.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.chassis.sealing.KeyRing;
import io.kefu.chassis.sealing.SealingException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SensitiveFieldsTest {

  private final SensitiveFields sensitive =
      new SensitiveFields(KeyRing.parse("KEYS", "k1:" + key(1)));

  @Test
  void sealsByNameAndByWhatStandsInAText() {
    Map<String, Object> open = new LinkedHashMap<>();
    open.put("phone", "13800000001");
    open.put("notes", "也可以打 138 0000-0002，找张三");
    open.put("summary", "身份证 50010119900101123X");
    open.put("wechat_id", "wxid_zhang3");
    open.put("company_name", "重庆充电科技");
    open.put("mobile", 13800000003L);
    open.put("intent_score", 80);
    open.put("tags", List.of("VIP", "13800000004"));
    open.put("email", null);

    Map<String, Object> sealed = sensitive.seal("t1", "c1", open);

    assertThat(sealed.toString()).doesNotContain("1380000", "138 0000", "5001011");
    assertThat(sealed)
        .containsEntry("wechat_id", "wxid_zhang3")
        .containsEntry("company_name", "重庆充电科技")
        .containsEntry("intent_score", 80)
        .containsEntry("email", null);
    open.put("mobile", "13800000003");
    assertThat(sensitive.open("t1", "c1", sealed)).isEqualTo(open);
  }

  @Test
  void aValueInAnotherCustomersRowDoesNotOpen() {
    Map<String, Object> sealed = sensitive.seal("t1", "c1", Map.of("phone", "13800000001"));

    assertThatThrownBy(() -> sensitive.open("t1", "c2", sealed))
        .isInstanceOf(SealingException.class);
    assertThatThrownBy(() -> sensitive.open("t2", "c1", sealed))
        .isInstanceOf(SealingException.class);
  }

  @Test
  void whatACustomerWroteToLookSealedStaysWhatItWas() {
    Map<String, Object> spoof = Map.of("notes", "sealed:1:k1:AAAA");

    Map<String, Object> back = sensitive.open("t1", "c1", sensitive.seal("t1", "c1", spoof));

    assertThat(back).isEqualTo(spoof);
  }

  @Test
  void oneNumberHasOnePrintInATenant() {
    assertThat(sensitive.phonePrint("t1", "+86 138-0000-0001"))
        .isPresent()
        .isEqualTo(sensitive.phonePrint("t1", "13800000001"))
        .isNotEqualTo(sensitive.phonePrint("t2", "13800000001"));
    assertThat(sensitive.phonePrint("t1", "无")).isEmpty();
    assertThat(sensitive.phonePrints("t1", null)).isEmpty();
  }

  private static String key(int fill) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) fill);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
