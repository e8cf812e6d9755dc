package io.kefu.stats.report;

import io.kefu.stats.rollup.Tier;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * Covers a range with as few buckets as can be: whole days, whole hours at their edges, minutes at
 * the edges of those. The sums are the same, the rows are a hundred times fewer. Pure.
 */
final class Segments {

  /**
   * A range of one tier.
   *
   * @param tier length of its buckets
   * @param from first bucket
   * @param to end
   */
  record Segment(Tier tier, Instant from, Instant to) {}

  private Segments() {}

  static List<Segment> cover(Instant from, Instant to, ZoneId zone) {
    List<Segment> segments = new ArrayList<>();
    cover(Tier.DAY, from, to, zone, segments);
    return segments;
  }

  private static void cover(
      Tier tier, Instant from, Instant to, ZoneId zone, List<Segment> segments) {
    if (!from.isBefore(to)) {
      return;
    }
    if (tier == Tier.MINUTE) {
      segments.add(new Segment(tier, from, to));
      return;
    }
    Tier finer = tier == Tier.DAY ? Tier.HOUR : Tier.MINUTE;
    Instant start = tier.ceiling(from, zone);
    Instant end = tier.floor(to, zone);
    if (!start.isBefore(end)) {
      cover(finer, from, to, zone, segments);
      return;
    }
    cover(finer, from, start, zone, segments);
    segments.add(new Segment(tier, start, end));
    cover(finer, end, to, zone, segments);
  }
}
