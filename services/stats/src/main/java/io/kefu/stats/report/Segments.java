package io.kefu.stats.report;

import io.kefu.stats.rollup.Tier;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * Covers a range with as few buckets as can be: whole weeks, days at their edges, hours at the
 * edges of those, then minutes. The sums are the same, the rows are a hundred times fewer. Pure.
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
    if (tier == Tier.DAY) {
      days(start, end, zone, segments);
    } else {
      segments.add(new Segment(tier, start, end));
    }
    cover(finer, end, to, zone, segments);
  }

  /** Whole days, by the week where there are whole weeks: those need not begin when a day does. */
  private static void days(Instant from, Instant to, ZoneId zone, List<Segment> segments) {
    Instant start = Tier.WEEK.ceiling(from, zone);
    Instant end = Tier.WEEK.floor(to, zone);
    if (!start.isBefore(end)) {
      segments.add(new Segment(Tier.DAY, from, to));
      return;
    }
    if (from.isBefore(start)) {
      segments.add(new Segment(Tier.DAY, from, start));
    }
    segments.add(new Segment(Tier.WEEK, start, end));
    if (end.isBefore(to)) {
      segments.add(new Segment(Tier.DAY, end, to));
    }
  }
}
