package io.kefu.erp.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.erp.conflict.ThreeWay.Winner;
import io.kefu.erp.customer.CustomerProfile;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreeWayTest {

  private static final CustomerProfile PLAIN = new CustomerProfile(Map.of());

  @ParameterizedTest
  @CsvSource({
    // field, base, ours, theirs, verified, winner, reason
    "phone, 1, 2, 1, false, OURS,   only_ours_changed",
    "phone, 1, 1, 2, false, THEIRS, only_theirs_changed",
    "phone, 1, 1, 2, true,  OURS,   ours_verified",
    "phone, 1, 2, 3, false, THEIRS, erp_unless_verified",
    "phone, 1, 2, 3, true,  OURS,   ours_verified",
    "phone,  , 2, 3, false, THEIRS, erp_unless_verified",
    "phone,  ,  , 3, false, THEIRS, only_theirs_known",
    "phone, 1, 2,  , false, OURS,   only_ours_known",
    "wechat_id, 1, 1, 2, false, OURS, ours_always",
    "customer_number, 1, 2, 1, false, THEIRS, erp_always",
    "email, 1, 2, 3, false, PERSON, both_changed",
    "email, 1, 1, 3, false, THEIRS, only_theirs_changed"
  })
  void decidesByStrategyAgainstTheAgreedState(
      String field,
      String base,
      String ours,
      String theirs,
      boolean verified,
      Winner winner,
      String reason) {
    CustomerProfile customer = new CustomerProfile(Map.of("phone_verified", verified));

    ThreeWay.Outcome outcome =
        ThreeWay.decide(customer, one(field, ours), one(field, theirs), one(field, base), Map.of());

    assertThat(outcome.decisions()).hasSize(1);
    assertThat(outcome.decisions().getFirst().winner()).isEqualTo(winner);
    assertThat(outcome.decisions().getFirst().reason()).isEqualTo(reason);
  }

  @Test
  void whatBothSidesSayIsAgreedWithoutADecision() {
    ThreeWay.Outcome outcome =
        ThreeWay.decide(PLAIN, one("email", "a"), one("email", "a"), Map.of(), Map.of());

    assertThat(outcome.decisions()).isEmpty();
    assertThat(outcome.agreed()).isEqualTo(one("email", "a"));
  }

  @Test
  void anUndecidedFieldKeepsItsAgreedValueAndIsWrittenNowhere() {
    ThreeWay.Outcome outcome =
        ThreeWay.decide(PLAIN, one("email", "b"), one("email", "c"), one("email", "a"), Map.of());

    assertThat(outcome.toErp()).isEmpty();
    assertThat(outcome.toUs()).isEmpty();
    assertThat(outcome.agreed()).isEqualTo(one("email", "a"));
  }

  @Test
  void aPersonsDecisionStands() {
    ThreeWay.Outcome outcome =
        ThreeWay.decide(
            PLAIN,
            one("email", "b"),
            one("email", "c"),
            one("email", "a"),
            Map.of("email", Winner.THEIRS));

    assertThat(outcome.toUs()).isEqualTo(one("email", "c"));
    assertThat(outcome.agreed()).isEqualTo(one("email", "c"));
  }

  private static Map<String, String> one(String field, String value) {
    Map<String, String> map = new LinkedHashMap<>();
    if (value != null) {
      map.put(field, value);
    }
    return map;
  }
}
