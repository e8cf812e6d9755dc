package io.kefu.stats.report;

import io.kefu.chassis.problem.Problem.FieldError;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.stats.StatsBreakdown;
import io.kefu.contracts.stats.StatsReport;
import io.kefu.stats.StatsConfig;
import io.kefu.stats.question.QuestionStore;
import io.kefu.stats.question.UnansweredQuestions;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** Statistics for the gateway; the tenant is the service token's. */
@Path("/internal/v1/stats")
@RolesAllowed(ServiceTokens.ROLE)
@Produces(MediaType.APPLICATION_JSON)
public class StatsResource {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private static final Duration THIRTY_DAYS = Duration.ofDays(29);
  private static final int MAX_SLICES = 500;

  private static final int MAX_CLUSTERS = 200;

  private final ReportStore reports;
  private final BreakdownStore breakdowns;
  private final UnknownPoolStore pools;
  private final QuestionStore questions;
  private final StatsConfig config;
  private final Caller caller;
  private final Clock clock;

  /** Wires the resource. */
  public StatsResource(
      ReportStore reports,
      BreakdownStore breakdowns,
      UnknownPoolStore pools,
      QuestionStore questions,
      StatsConfig config,
      Caller caller,
      Clock clock) {
    this.reports = reports;
    this.breakdowns = breakdowns;
    this.pools = pools;
    this.questions = questions;
    this.config = config;
    this.caller = caller;
    this.clock = clock;
  }

  /** Totals and series of a range; the last 24 hours by the hour without parameters. */
  @GET
  public Uni<StatsReport> report(
      @BeanParam Range range, @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs) {
    return inTime(reports.report(caller.tenantId(), query(range), range.scope()), deadlineMs);
  }

  /** The same: totals and series of a range. */
  @GET
  @Path("/timeseries")
  public Uni<StatsReport> timeseries(
      @BeanParam Range range, @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs) {
    return report(range, deadlineMs);
  }

  /** How far messages and episodes got. */
  @GET
  @Path("/funnel")
  public Uni<Funnel> funnel(
      @BeanParam Range range, @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs) {
    return inTime(
        reports.report(caller.tenantId(), query(range), range.scope()).map(Funnel::of), deadlineMs);
  }

  /**
   * A table for a spreadsheet: the series, or the breakdown by a dimension without a value.
   *
   * @param format csv or xlsx
   */
  @GET
  @Path("/export")
  @Produces({CsvFile.MEDIA_TYPE, XlsxFile.MEDIA_TYPE})
  public Uni<Response> export(
      @BeanParam Range range,
      @QueryParam("format") @DefaultValue("csv") String format,
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs) {
    if (!format.equals("csv") && !format.equals("xlsx")) {
      throw wrong("format", "must be csv or xlsx");
    }
    Uni<Table> table =
        given(range.dimension) && !given(range.value)
            ? slices(range, MAX_SLICES).map(Table::of)
            : reports.report(caller.tenantId(), query(range), range.scope()).map(Table::of);
    return inTime(table, deadlineMs).map(rows -> file(rows, format));
  }

  private Response file(Table table, String format) {
    return format.equals("csv")
        ? Response.ok(CsvFile.of(table), CsvFile.MEDIA_TYPE + ";charset=UTF-8")
            .header("Content-Disposition", "attachment; filename=\"stats.csv\"")
            .build()
        : Response.ok(XlsxFile.of(table, config.zone()), XlsxFile.MEDIA_TYPE)
            .header("Content-Disposition", "attachment; filename=\"stats.xlsx\"")
            .build();
  }

  /** A range by one dimension, the values with most messages first. */
  @GET
  @Path("/breakdown")
  public Uni<StatsBreakdown> breakdown(
      @BeanParam Range range,
      @QueryParam("limit") @DefaultValue("50") String limit,
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs) {
    return inTime(slices(range, count(limit, MAX_SLICES)), deadlineMs);
  }

  /** The unknown pool day by day; the days that the range touches, 30 without one. */
  @GET
  @Path("/unknown-pool")
  public Uni<UnknownPool> unknownPool(
      @BeanParam Range range, @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs) {
    ReportQuery days = days(range);
    return inTime(
        pools.pool(caller.tenantId(), day(days.from()), day(days.to().minusMillis(1))), deadlineMs);
  }

  /** What customers asked in vain, the same questions together; the days that the range touches. */
  @GET
  @Path("/questions")
  public Uni<UnansweredQuestions> questions(
      @BeanParam Range range,
      @QueryParam("limit") @DefaultValue("20") String limit,
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs) {
    ReportQuery days = days(range);
    return inTime(
        questions.unanswered(
            caller.tenantId(),
            day(days.from()),
            day(days.to().minusMillis(1)),
            count(limit, MAX_CLUSTERS)),
        deadlineMs);
  }

  private Uni<StatsBreakdown> slices(Range range, int limit) {
    return BreakdownStore.HOUR.equals(range.dimension)
        ? breakdowns.hours(caller.tenantId(), query(range))
        : breakdowns.breakdown(
            caller.tenantId(), query(range), Range.dimension(range.dimension), limit);
  }

  private static boolean given(String parameter) {
    return parameter != null && !parameter.isEmpty();
  }

  private LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, config.zone());
  }

  private ReportQuery days(Range range) {
    Instant now = clock.instant();
    String from =
        given(range.from) || given(range.to) ? range.from : now.minus(THIRTY_DAYS).toString();
    return ReportQuery.parse(from, range.to, "day", now, config.zone(), config.maxBuckets());
  }

  private ReportQuery query(Range range) {
    return range.query(config, clock.instant());
  }

  private static int count(String limit, int most) {
    try {
      int count = Integer.parseInt(limit);
      if (count >= 1 && count <= most) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Answered below like any other wrong number.
    }
    throw wrong("limit", "must be 1 to " + most);
  }

  static ProblemException wrong(String parameter, String message) {
    return new ProblemException(
        400,
        "invalid_request",
        "Correct the parameters listed under errors.",
        List.of(new FieldError(parameter, message)));
  }

  /** The answer, or a problem when the caller's patience, or ours, is at its end. */
  public static <T> Uni<T> inTime(Uni<T> answer, Long deadlineMs) {
    return answer
        .ifNoItem()
        .after(patience(deadlineMs))
        .failWith(
            () ->
                new ProblemException(
                    504, "deadline_exceeded", "The statistics took too long; ask for less."));
  }

  private static Duration patience(Long deadlineMs) {
    if (deadlineMs == null || deadlineMs <= 0 || deadlineMs > LONGEST_WAIT.toMillis()) {
      return LONGEST_WAIT;
    }
    return Duration.ofMillis(deadlineMs);
  }
}
