package io.kefu.contracts.stats;

import static java.util.Objects.requireNonNull;

/**
 * One value of a dimension.
 *
 * @param value such as an agent id, or a branch of the answer policy
 * @param measures what was counted for it; agents online are not broken down and are 0
 */
public record StatsSlice(String value, StatsMeasures measures) {

  /** Checks that every required value is there. */
  public StatsSlice {
    requireNonNull(value, "value");
    requireNonNull(measures, "measures");
  }
}
