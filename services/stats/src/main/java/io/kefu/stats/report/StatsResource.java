package io.kefu.stats.report;

import io.kefu.chassis.problem.Problem.FieldError;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.stats.StatsBreakdown;
import io.kefu.contracts.stats.StatsReport;
import io.kefu.stats.StatsConfig;
import io.kefu.stats.rollup.Dimension;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
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
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Statistics for the gateway; the tenant is the service token's. */
@Path("/internal/v1/stats")
@RolesAllowed(ServiceTokens.ROLE)
@Produces(MediaType.APPLICATION_JSON)
public class StatsResource {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private static final int MAX_SLICES = 500;

  private final ReportStore reports;
  private final BreakdownStore breakdowns;
  private final StatsConfig config;
  private final Caller caller;
  private final Clock clock;

  /** Wires the resource. */
  public StatsResource(
      ReportStore reports,
      BreakdownStore breakdowns,
      StatsConfig config,
      Caller caller,
      Clock clock) {
    this.reports = reports;
    this.breakdowns = breakdowns;
    this.config = config;
    this.caller = caller;
    this.clock = clock;
  }

  /** Totals and series of a range; the last 24 hours by the hour without parameters. */
  @GET
  public Uni<StatsReport> report(
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("granularity") String granularity,
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs) {
    return inTime(reports.report(caller.tenantId(), query(from, to, granularity)), deadlineMs);
  }

  /** The same series as a table. */
  @GET
  @Path("/export")
  @Produces(SeriesCsv.MEDIA_TYPE)
  public Uni<Response> export(
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("granularity") String granularity,
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs) {
    return inTime(reports.report(caller.tenantId(), query(from, to, granularity)), deadlineMs)
        .map(
            report ->
                Response.ok(SeriesCsv.of(report), SeriesCsv.MEDIA_TYPE + ";charset=UTF-8")
                    .header("Content-Disposition", "attachment; filename=\"stats.csv\"")
                    .build());
  }

  /** A range by one dimension, the values with most messages first. */
  @GET
  @Path("/breakdown")
  public Uni<StatsBreakdown> breakdown(
      @QueryParam("dimension") String dimension,
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("granularity") String granularity,
      @QueryParam("limit") @DefaultValue("50") String limit,
      @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs) {
    return inTime(
        breakdowns.breakdown(
            caller.tenantId(), query(from, to, granularity), dimension(dimension), count(limit)),
        deadlineMs);
  }

  private ReportQuery query(String from, String to, String granularity) {
    return ReportQuery.parse(
        from, to, granularity, clock.instant(), config.zone(), config.maxBuckets());
  }

  private static Dimension dimension(String name) {
    return Arrays.stream(Dimension.values())
        .filter(value -> value != Dimension.ALL && value.column().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "dimension",
                    Arrays.stream(Dimension.values())
                        .filter(value -> value != Dimension.ALL)
                        .map(Dimension::column)
                        .collect(Collectors.joining(", ", "must be one of ", ""))));
  }

  private static int count(String limit) {
    try {
      int count = Integer.parseInt(limit);
      if (count >= 1 && count <= MAX_SLICES) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Answered below like any other wrong number.
    }
    throw wrong("limit", "must be 1 to " + MAX_SLICES);
  }

  private static ProblemException wrong(String parameter, String message) {
    return new ProblemException(
        400,
        "invalid_request",
        "Correct the parameters listed under errors.",
        List.of(new FieldError(parameter, message)));
  }

  private static <T> Uni<T> inTime(Uni<T> answer, Long deadlineMs) {
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
