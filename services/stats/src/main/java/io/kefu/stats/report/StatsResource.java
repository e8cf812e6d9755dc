package io.kefu.stats.report;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.stats.StatsReport;
import io.kefu.stats.StatsConfig;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;

/** Statistics for the gateway; the tenant is the service token's. */
@Path("/internal/v1/stats")
@RolesAllowed(ServiceTokens.ROLE)
@Produces(MediaType.APPLICATION_JSON)
public class StatsResource {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final ReportStore reports;
  private final StatsConfig config;
  private final Caller caller;
  private final Clock clock;

  /** Wires the resource. */
  public StatsResource(ReportStore reports, StatsConfig config, Caller caller, Clock clock) {
    this.reports = reports;
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
    ReportQuery query =
        ReportQuery.parse(
            from, to, granularity, clock.instant(), config.zone(), config.maxBuckets());
    return reports
        .report(caller.tenantId(), query)
        .ifNoItem()
        .after(wait(deadlineMs))
        .failWith(
            () ->
                new ProblemException(
                    504, "deadline_exceeded", "The statistics took too long; ask for less."));
  }

  private static Duration wait(Long deadlineMs) {
    if (deadlineMs == null || deadlineMs <= 0 || deadlineMs > LONGEST_WAIT.toMillis()) {
      return LONGEST_WAIT;
    }
    return Duration.ofMillis(deadlineMs);
  }
}
