package io.kefu.message.answer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How long questions may wait for a neighbour that is away: a restart is waited for, an outage is
 * not. The patience belongs to the outage, not to the question: once it is used up, each question
 * is asked once and goes on without an answer, until one is answered again. Thread-safe.
 */
final class Outage {

  private final Duration patience;
  private final Clock clock;
  private Instant since;

  Outage(Duration patience, Clock clock) {
    this.patience = patience;
    this.clock = clock;
  }

  /** It answered. */
  synchronized void over() {
    since = null;
  }

  /** It did not answer; how long it is still worth waiting, never negative. */
  synchronized Duration left() {
    Instant now = clock.instant();
    if (since == null || now.isBefore(since)) {
      since = now;
    }
    Duration left = patience.minus(Duration.between(since, now));
    return left.isNegative() ? Duration.ZERO : left;
  }
}
