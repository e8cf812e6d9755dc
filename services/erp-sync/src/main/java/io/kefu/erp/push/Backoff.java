package io.kefu.erp.push;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Exponential pauses with full jitter in their upper half. Pure but for the randomness given. */
public record Backoff(Duration first, Duration longest) {

  private static final int MAX_DOUBLINGS = 20;

  /**
   * The pause after a failure.
   *
   * @param attempts failures so far, from 1
   */
  public Duration pause(int attempts, RandomGenerator random) {
    long full =
        Math.min(
            longest.toMillis(),
            first.toMillis() << Math.min(MAX_DOUBLINGS, Math.max(0, attempts - 1)));
    return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
  }
}
