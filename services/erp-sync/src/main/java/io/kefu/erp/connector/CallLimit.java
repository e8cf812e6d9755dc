package io.kefu.erp.connector;

import java.time.Duration;

/**
 * How a call may use the ERP. A customer who waits for an answer goes before the synchronisation,
 * and gives up when the answer would come too late.
 *
 * @param first whether it goes before calls that are not
 * @param endNanos when it gives up, on {@link System#nanoTime}'s scale
 */
public record CallLimit(boolean first, long endNanos) {

  private static final Duration PATIENCE_OF_THE_SYNC = Duration.ofMinutes(5);

  /** For the synchronisation, which has time. */
  public static CallLimit ofTheSync() {
    return new CallLimit(false, System.nanoTime() + PATIENCE_OF_THE_SYNC.toNanos());
  }

  /** For somebody who waits this long and no longer. */
  public static CallLimit waiting(Duration left) {
    return new CallLimit(true, System.nanoTime() + left.toNanos());
  }

  /** Nanoseconds left, at most the given time, at least 0. */
  public long leftNanos(Duration atMost) {
    return Math.max(0, Math.min(atMost.toNanos(), endNanos - System.nanoTime()));
  }
}
