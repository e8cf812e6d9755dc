package io.kefu.stats.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.stats.rollup.Tier;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

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

  private static Instant at(String time) {
    return Instant.parse(time);
  }
}
