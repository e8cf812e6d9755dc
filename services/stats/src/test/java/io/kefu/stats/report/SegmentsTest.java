package io.kefu.stats.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.stats.rollup.Tier;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentsTest {

  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  @Test
  void coversARangeFromFineToCoarseAndBack() {
    List<Segments.Segment> segments =
        Segments.cover(at("2026-11-20T14:58:00Z"), at("2026-11-23T17:03:00Z"), ZONE);

    assertThat(segments)
        .containsExactly(
            new Segments.Segment(
                Tier.MINUTE, at("2026-11-20T14:58:00Z"), at("2026-11-20T15:00:00Z")),
            new Segments.Segment(Tier.HOUR, at("2026-11-20T15:00:00Z"), at("2026-11-20T16:00:00Z")),
            new Segments.Segment(Tier.DAY, at("2026-11-20T16:00:00Z"), at("2026-11-23T16:00:00Z")),
            new Segments.Segment(Tier.HOUR, at("2026-11-23T16:00:00Z"), at("2026-11-23T17:00:00Z")),
            new Segments.Segment(
                Tier.MINUTE, at("2026-11-23T17:00:00Z"), at("2026-11-23T17:03:00Z")));
  }

  @Test
  void staysWithMinutesWithinAnHour() {
    assertThat(Segments.cover(at("2026-11-20T14:10:00Z"), at("2026-11-20T14:20:00Z"), ZONE))
        .containsExactly(
            new Segments.Segment(
                Tier.MINUTE, at("2026-11-20T14:10:00Z"), at("2026-11-20T14:20:00Z")));
  }

  @Test
  void readsWholeWeeksWhereThereAreAny() {
    assertThat(Segments.cover(at("2026-11-06T16:00:00Z"), at("2026-11-24T16:00:00Z"), ZONE))
        .containsExactly(
            new Segments.Segment(Tier.DAY, at("2026-11-06T16:00:00Z"), at("2026-11-08T16:00:00Z")),
            new Segments.Segment(Tier.WEEK, at("2026-11-08T16:00:00Z"), at("2026-11-22T16:00:00Z")),
            new Segments.Segment(Tier.DAY, at("2026-11-22T16:00:00Z"), at("2026-11-24T16:00:00Z")));
  }

  /** Whatever day it is, a quarter costs the same. */
  @Test
  void ninetyDaysAreEighteenRowsAValueOnAnyDay() {
    for (LocalDate day = LocalDate.of(2026, 1, 1); day.getYear() < 2030; day = day.plusDays(1)) {
      assertThat(rows(day, 90, ZONE)).as("%s", day).isEqualTo(18);
      assertThat(rows(day, 366, ZONE)).as("%s", day).isLessThanOrEqualTo(60);
      // Where the day does not begin with a week of ours, its first may be read by the day.
      assertThat(rows(day, 90, ZoneId.of("America/New_York"))).as("%s", day).isBetween(18, 24);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Asia/Shanghai", "America/New_York", "Pacific/Auckland", "Asia/Kolkata", "UTC"})
  void countsEveryHourOnceWhateverTheZone(String name) {
    ZoneId zone = ZoneId.of(name);
    Random random = new Random(name.hashCode());
    for (int i = 0; i < 15; i++) {
      Instant from = at("2026-01-01T00:00:00Z").plusSeconds(60L * random.nextInt(400 * 1440));
      Instant to = from.plusSeconds(60L * (1 + random.nextInt(100 * 1440)));
      List<Segments.Segment> segments = Segments.cover(from, to, zone);
      for (Instant time = from; time.isBefore(to); time = time.plusSeconds(3600)) {
        Instant asked = time;
        assertThat(segments).filteredOn(segment -> counts(segment, asked, zone)).hasSize(1);
      }
      assertThat(segments)
          .noneMatch(segment -> counts(segment, from.minusSeconds(1), zone))
          .noneMatch(segment -> counts(segment, to, zone));
    }
  }

  private static boolean counts(Segments.Segment segment, Instant time, ZoneId zone) {
    Instant bucket = segment.tier().floor(time, zone);
    return !bucket.isBefore(segment.from()) && bucket.isBefore(segment.to());
  }

  /** Buckets that are read for so many days before one. */
  private static int rows(LocalDate end, int days, ZoneId zone) {
    Instant from = end.minusDays(days).atStartOfDay(zone).toInstant();
    Instant to = end.atStartOfDay(zone).toInstant();
    int rows = 0;
    for (Segments.Segment segment : Segments.cover(from, to, zone)) {
      Instant bucket = segment.tier().ceiling(segment.from(), zone);
      while (bucket.isBefore(segment.to())) {
        bucket = segment.tier().next(bucket, zone);
        rows++;
      }
    }
    return rows;
  }

  private static Instant at(String time) {
    return Instant.parse(time);
  }
}
