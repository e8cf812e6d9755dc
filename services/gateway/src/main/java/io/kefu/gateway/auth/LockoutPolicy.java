package io.kefu.gateway.auth;

import java.time.Duration;

/**
 * How long a name waits after failed logins: a number of failures is free, then the wait doubles
 * with each further one up to a bound.
 *
 * @param free failures without a wait, at least 1
 * @param first wait after the first failure that is not free
 * @param longest upper bound of the wait
 */
public record LockoutPolicy(int free, Duration first, Duration longest) {

  private static final int MAX_DOUBLINGS = 30;

  /** Refuses a policy that never lets anyone in, or never locks. */
  public LockoutPolicy {
    if (free < 1 || first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "a lockout needs at least one free failure, a positive first wait and a longest wait that is not shorter");
    }
  }

  /** The wait after this many failures in a row; zero while they are free. */
  public Duration waitAfter(int failures) {
    if (failures < free) {
      return Duration.ZERO;
    }
    int doublings = Math.min(failures - free, MAX_DOUBLINGS);
    Duration wait = first.multipliedBy(1L << doublings);
    return wait.compareTo(longest) > 0 ? longest : wait;
  }
}
