package io.kefu.contracts.stats;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * Statistics by one dimension: answer of {@code GET /internal/v1/stats/breakdown}.
 *
 * @param from start of the range, rounded down
 * @param to end of the range, rounded up
 * @param dimension such as agent, branch or hour
 * @param slices the values with most messages first
 * @param more whether there are more values than were asked for
 */
public record StatsBreakdown(
    Instant from, Instant to, String dimension, List<StatsSlice> slices, boolean more) {

  /** Checks that every required value is there. */
  public StatsBreakdown {
    requireNonNull(from, "from");
    requireNonNull(to, "to");
    requireNonNull(dimension, "dimension");
    slices = List.copyOf(requireNonNull(slices, "slices"));
  }
}
