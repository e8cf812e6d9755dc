package io.kefu.erp.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.erp.ErpConfig;
import io.kefu.erp.alert.Alert.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlertTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final ErpConfig.Alert LIMITS =
      new ErpConfig.Alert() {
        @Override
        public double leastSuccess() {
          return 0.8;
        }

        @Override
        public int leastCount() {
          return 5;
        }

        @Override
        public int mostFailures() {
          return 10;
        }

        @Override
        public Duration silence() {
          return Duration.ofHours(2);
        }

        @Override
        public Duration every() {
          return Duration.ofSeconds(60);
        }
      };

  @Test
  void lessThanFourInFiveIsTooFew() {
    assertThat(judge(new Facts(7, 2, NOW, false))).containsExactly(Alert.LOW_SUCCESS);
    assertThat(judge(new Facts(8, 2, NOW, false))).isEmpty();
    assertThat(judge(new Facts(1, 3, NOW, false))).isEmpty();
  }

  @Test
  void moreThanTenFailuresAreTooMany() {
    assertThat(judge(new Facts(1000, 10, NOW, false))).isEmpty();
    assertThat(judge(new Facts(1000, 11, NOW, false))).containsExactly(Alert.MANY_FAILURES);
  }

  @Test
  void twoHoursWithoutASuccessAreTooLongUnlessTheKillSwitchIsThrown() {
    Instant twoHoursAgo = NOW.minus(Duration.ofHours(2));

    assertThat(judge(new Facts(0, 0, twoHoursAgo.plusSeconds(1), false))).isEmpty();
    assertThat(judge(new Facts(0, 0, twoHoursAgo, false))).containsExactly(Alert.SILENT);
    assertThat(judge(new Facts(0, 0, twoHoursAgo, true))).isEmpty();
  }

  private static Set<Alert> judge(Facts facts) {
    return Alert.of(facts, LIMITS, NOW);
  }
}
