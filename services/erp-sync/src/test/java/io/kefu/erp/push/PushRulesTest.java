package io.kefu.erp.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.erp.customer.CustomerProfile;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PushRulesTest {

  static Stream<Arguments> customers() {
    return Stream.of(
        judged(Map.of("has_order", true, "marked_as_invalid", true), "mandatory_order", true, 0),
        judged(Map.of("marked_as_important", true), "mandatory_important", true, 0),
        judged(
            Map.of(
                "phone", "13800000000",
                "phone_verified", true,
                "company_name", "重庆充电科技",
                "company_name_verified", true,
                "business_license", "verified"),
            "high_quality",
            true,
            80),
        judged(
            Map.of("phone", "13800000000", "company_name", "王先生老板", "intent_score", 85),
            "skip_few_messages",
            false,
            35),
        judged(
            Map.of("phone", "13800000000", "has_quote_request", true),
            "medium_phone_and_quote",
            true,
            15),
        judged(
            Map.of("company_name", "渝能电力", "business_license", "uploaded"),
            "medium_company_and_licence",
            true,
            30),
        judged(Map.of("conversation_days", 7, "message_count", 50), "medium_regular", true, 0),
        judged(Map.of("wechat_nickname", "小王"), "skip_nameless", false, 0),
        judged(Map.of("real_name", "王五", "intent_score", 29), "skip_low_intent", false, 0),
        judged(
            Map.of("phone", "138", "marked_as_invalid", true, "has_quote_request", true),
            "skip_invalid",
            false,
            15));
  }

  @ParameterizedTest
  @MethodSource("customers")
  void theFirstRuleThatFitsDecides(
      Map<String, Object> fields, String rule, boolean push, int score) {
    PushRules.Verdict verdict = PushRules.judge(new CustomerProfile(fields), Set.of());

    assertThat(verdict).isEqualTo(new PushRules.Verdict(push, rule, score));
  }

  private static Arguments judged(
      Map<String, Object> fields, String rule, boolean push, int score) {
    return Arguments.of(fields, rule, push, score);
  }
}
