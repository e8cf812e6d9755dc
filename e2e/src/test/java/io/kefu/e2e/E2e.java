package io.kefu.e2e;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How the end-to-end tests wait: on a condition, with a bound that a loaded machine keeps. */
final class E2e {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private E2e() {}

  static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50));
  }
}
