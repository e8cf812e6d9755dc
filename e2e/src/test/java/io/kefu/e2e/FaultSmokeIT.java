package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.local.fleet.ServiceName;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The most telling faults of {@link FaultIT}, briefly, in every build. What it judges is what must
 * not happen; how quickly a busy machine recovers is for {@link FaultIT} to print.
 */
class FaultSmokeIT {

  private static final int PER_SECOND = 10;
  private static final Duration TRAFFIC = Duration.ofSeconds(2);

  @BeforeAll
  static void takeAnotherAgent() {
    E2e.shared().agents(2);
  }

  @Test
  void killingMessageServiceLosesDoublesAndReordersNothing() throws Exception {
    FaultResult result =
        new FaultRun(E2e.shared(), PER_SECOND)
            .under(Faults.killing(ServiceName.MESSAGE_SERVICE), TRAFFIC);

    assertThat(result.findings()).as("%s", result).matches(found -> found.keepsThePromises());
    assertThat(result.findings().answered()).isPositive();
    assertThat(result.byModel()).isPositive();
  }

  @Test
  void killingTheGatewayLosesDoublesAndReordersNothing() throws Exception {
    FaultResult result =
        new FaultRun(E2e.shared(), PER_SECOND).under(Faults.killing(ServiceName.GATEWAY), TRAFFIC);

    assertThat(result.findings()).as("%s", result).matches(found -> found.keepsThePromises());
    assertThat(result.findings().answered()).isPositive();
  }

  @Test
  void killingKafkaLosesDoublesAndReordersNothing() throws Exception {
    FaultResult result =
        new FaultRun(E2e.shared(), PER_SECOND).under(Faults.killingKafka(), TRAFFIC);

    assertThat(result.findings()).as("%s", result).matches(found -> found.keepsThePromises());
    assertThat(result.findings().answered()).isPositive();
  }
}
