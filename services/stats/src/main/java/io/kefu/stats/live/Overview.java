package io.kefu.stats.live;

import io.kefu.contracts.stats.StatsMeasures;
import io.kefu.stats.report.UnknownPool;
import java.time.Instant;

/**
 * A tenant at a glance.
 *
 * @param from start of the range
 * @param to end of the range
 * @param generatedAt when it was computed
 * @param now how it stands
 * @param totals the range
 * @param previous as long a range before it, to compare with
 * @param pool the unknown pool on the last day of the range
 */
public record Overview(
    Instant from,
    Instant to,
    Instant generatedAt,
    Now now,
    StatsMeasures totals,
    StatsMeasures previous,
    UnknownPool.Day pool) {}
