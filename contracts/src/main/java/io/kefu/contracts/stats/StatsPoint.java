package io.kefu.contracts.stats;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One bucket of a series.
 *
 * @param start first instant of the bucket
 * @param measures what was counted in it
 */
public record StatsPoint(Instant start, StatsMeasures measures) {

  /** Checks that every required value is there. */
  public StatsPoint {
    requireNonNull(start, "start");
    requireNonNull(measures, "measures");
  }
}
