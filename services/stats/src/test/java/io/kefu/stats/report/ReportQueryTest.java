package io.kefu.stats.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kefu.chassis.problem.Problem.FieldError;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.contracts.stats.StatsGranularity;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportQueryTest {

  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final Instant NOW = Instant.parse("2026-11-22T04:30:20Z");

  @Test
  void meansTheLastDayByTheHourWithoutParameters() {
    ReportQuery query = ReportQuery.parse(null, null, null, NOW, ZONE, 1500);

    assertThat(query)
        .isEqualTo(
            new ReportQuery(
                Instant.parse("2026-11-21T04:00:00Z"),
                Instant.parse("2026-11-22T05:00:00Z"),
                StatsGranularity.HOUR));
  }

  @Test
  void beginsDaysInTheReportingZone() {
    ReportQuery query =
        ReportQuery.parse("2026-11-20T20:00:00Z", "2026-11-21T16:00:00Z", "day", NOW, ZONE, 1500);

    assertThat(query.from()).isEqualTo(Instant.parse("2026-11-20T16:00:00Z"));
    assertThat(query.to()).isEqualTo(Instant.parse("2026-11-21T16:00:00Z"));
  }

  /** As a URL brings it when the plus sign of the offset was not encoded. */
  @Test
  void takesABlankForThePlusSignOfAnOffset() {
    ReportQuery query =
        ReportQuery.parse(
            "2026-11-20T00:00:00 08:00", "2026-11-21T00:00:00+08:00", "day", NOW, ZONE, 1500);

    assertThat(query.from()).isEqualTo(Instant.parse("2026-11-19T16:00:00Z"));
    assertThat(query.to()).isEqualTo(Instant.parse("2026-11-20T16:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "yesterday,,,from",
    ",2026-11-22,,to",
    ",,week,granularity",
    "2026-11-22T04:00:00Z,2026-11-22T04:00:00Z,minute,from",
    "2026-11-22T05:00:00Z,2026-11-22T04:00:00Z,minute,from",
    "-999999999-01-01T00:00:00Z,,day,from",
    "2026-11-01T00:00:00Z,2026-11-22T00:00:00Z,minute,granularity"
  })
  void saysWhichParameterToChange(String from, String to, String granularity, String wrong) {
    ProblemException problem =
        catchThrowableOfType(
            ProblemException.class,
            () -> ReportQuery.parse(from, to, granularity, NOW, ZONE, 1500));

    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.toProblem().errors()).extracting(FieldError::field).contains(wrong);
  }
}
