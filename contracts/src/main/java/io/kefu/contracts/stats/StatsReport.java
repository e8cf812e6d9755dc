package io.kefu.contracts.stats;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * Statistics of one tenant: answer of {@code GET /internal/v1/stats} and {@code GET /api/v1/stats}.
 *
 * @param from start of the first bucket (the asked time, rounded down)
 * @param to end of the last bucket (the asked time, rounded up)
 * @param granularity length of a bucket
 * @param zone IANA name of the zone in which days begin
 * @param generatedAt when it was computed
 * @param agentsOnlineNow agents online at that moment
 * @param totals the whole range
 * @param series every bucket of the range in order, the empty ones too
 */
public record StatsReport(
    Instant from,
    Instant to,
    StatsGranularity granularity,
    String zone,
    Instant generatedAt,
    long agentsOnlineNow,
    StatsMeasures totals,
    List<StatsPoint> series) {

  /** Checks that every required value is there. */
  public StatsReport {
    requireNonNull(from, "from");
    requireNonNull(to, "to");
    requireNonNull(granularity, "granularity");
    requireNonNull(zone, "zone");
    requireNonNull(generatedAt, "generated_at");
    requireNonNull(totals, "totals");
    series = List.copyOf(requireNonNull(series, "series"));
  }
}
