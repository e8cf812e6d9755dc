package io.kefu.local.fleet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How often a part may be started again before it is given up. Not for several threads at once. */
final class RestartBudget {

  private final Clock clock;
  private final int restarts;
  private final Duration window;
  private final Deque<Instant> recent = new ArrayDeque<>();

  /** So many restarts within the window. */
  RestartBudget(Clock clock, int restarts, Duration window) {
    this.clock = clock;
    this.restarts = restarts;
    this.window = window;
  }

  /** Takes one restart; false when too many were taken lately. */
  boolean take() {
    Instant now = clock.instant();
    while (!recent.isEmpty() && recent.peekFirst().isBefore(now.minus(window))) {
      recent.removeFirst();
    }
    if (recent.size() >= restarts) {
      return false;
    }
    recent.addLast(now);
    return true;
  }
}
