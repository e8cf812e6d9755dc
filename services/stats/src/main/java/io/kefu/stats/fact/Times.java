package io.kefu.stats.fact;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Merging of times that may be unknown. */
final class Times {

  private Times() {}

  static Instant earliest(Instant a, Instant b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.isBefore(b) ? a : b;
  }

  static Instant latest(Instant a, Instant b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.isAfter(b) ? a : b;
  }

  /** What PostgreSQL keeps of a time; facts that were stored compare equal to new ones. */
  static Instant stored(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS);
  }
}
