package io.kefu.stats.live;

import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.stats.StatsConfig;
import io.kefu.stats.report.Range;
import io.kefu.stats.report.ReportQuery;
import io.kefu.stats.report.ReportStore;
import io.kefu.stats.report.Scope;
import io.kefu.stats.report.StatsResource;
import io.kefu.stats.report.UnknownPoolStore;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.LocalDate;

/** A tenant at a glance. */
@Path("/internal/v1/stats/overview")
@RolesAllowed(ServiceTokens.ROLE)
@Produces(MediaType.APPLICATION_JSON)
public class OverviewResource {

  private final ReportStore reports;
  private final UnknownPoolStore pools;
  private final NowStore present;
  private final StatsConfig config;
  private final Caller caller;
  private final Clock clock;

  /** Wires the resource. */
  public OverviewResource(
      ReportStore reports,
      UnknownPoolStore pools,
      NowStore present,
      StatsConfig config,
      Caller caller,
      Clock clock) {
    this.reports = reports;
    this.pools = pools;
    this.present = present;
    this.config = config;
    this.caller = caller;
    this.clock = clock;
  }

  /** A range, as long a range before it, how it stands now, and the unknown pool. */
  @GET
  public Uni<Overview> overview(
      @BeanParam Range range, @HeaderParam(ServiceTokens.DEADLINE_HEADER) Long deadlineMs) {
    String tenant = caller.tenantId();
    ReportQuery query = range.query(config, clock.instant());
    Scope scope = range.scope();
    LocalDate lastDay = LocalDate.ofInstant(query.to().minusMillis(1), config.zone());
    return StatsResource.inTime(
        Uni.combine()
            .all()
            .unis(
                present.now(tenant),
                reports.report(tenant, query, scope),
                reports.report(tenant, query.previous(config.zone()), scope),
                pools.pool(tenant, lastDay, lastDay))
            .with(
                (now, totals, previous, pool) ->
                    new Overview(
                        query.from(),
                        query.to(),
                        totals.generatedAt(),
                        now,
                        totals.totals(),
                        previous.totals(),
                        pool.days().getFirst())),
        deadlineMs);
  }
}
