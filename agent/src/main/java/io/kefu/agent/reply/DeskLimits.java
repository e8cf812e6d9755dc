package io.kefu.agent.reply;

import java.time.Duration;

/**
 * Times and sizes of the reply desk.
 *
 * @param queued parts that may wait here; more are left to the gateway, which offers them again
 * @param partHold how long a part waits for the one before it, when that has not come
 * @param maxAge age at which a part is no longer sent: hours late is worse than not at all. Wider
 *     than the platform's own limit, which decides normally
 * @param diskRetry pause after the ledger could not be written
 */
public record DeskLimits(int queued, Duration partHold, Duration maxAge, Duration diskRetry) {

  /** The defaults. */
  public static final DeskLimits DEFAULT =
      new DeskLimits(1_000, Duration.ofSeconds(15), Duration.ofMinutes(30), Duration.ofSeconds(5));
}
