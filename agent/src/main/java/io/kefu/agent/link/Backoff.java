package io.kefu.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Growing pauses between attempts: doubled each time up to a cap, half of it random, so that ten
 * thousand agents do not come back in the same second. Not thread-safe.
 */
final class Backoff {

  private final Duration first;
  private final Duration cap;
  private final RandomGenerator random;
  private int failures;

  Backoff(Duration first, Duration cap, RandomGenerator random) {
    this.first = first;
    this.cap = cap;
    this.random = random;
  }

  /** The pause before the next attempt. */
  Duration next() {
    long whole = first.toMillis() << Math.min(failures, 20);
    long bounded = Math.min(whole, cap.toMillis());
    failures++;
    return Duration.ofMillis(bounded / 2 + random.nextLong(bounded / 2 + 1));
  }

  /** It works again. */
  void reset() {
    failures = 0;
  }
}
