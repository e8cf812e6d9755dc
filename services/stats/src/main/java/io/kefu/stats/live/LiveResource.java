package io.kefu.stats.live;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.stats.StatsGranularity;
import io.kefu.stats.StatsConfig;
import io.kefu.stats.report.ReportQuery;
import io.kefu.stats.report.ReportStore;
import io.kefu.stats.rollup.Tier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestStreamElementType;

/**
 * Statistics as a stream of server-sent events: one picture at once, then one every few seconds. A
 * reader that is slower than that misses pictures, never the newest; one that cannot be taken is
 * left out, and the stream goes on.
 */
@Path("/internal/v1/stats/live")
@RolesAllowed(ServiceTokens.ROLE)
public class LiveResource {

  private static final Logger LOG = Logger.getLogger(LiveResource.class);
  private static final Duration LOOKING_BACK = Duration.ofMinutes(14);
  private static final Duration COME_BACK = Duration.ofSeconds(30);

  private final ReportStore reports;
  private final NowStore present;
  private final StatsConfig config;
  private final Caller caller;
  private final Clock clock;
  private final Map<String, Integer> open = new ConcurrentHashMap<>();

  /** Wires the resource. */
  public LiveResource(
      ReportStore reports, NowStore present, StatsConfig config, Caller caller, Clock clock) {
    this.reports = reports;
    this.present = present;
    this.config = config;
    this.caller = caller;
    this.clock = clock;
  }

  /** The stream; it ends when the reader goes. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RestStreamElementType(MediaType.APPLICATION_JSON)
  public Multi<Picture> live() {
    String tenant = caller.tenantId();
    if (open.merge(tenant, 1, Integer::sum) > config.live().streams()) {
      close(tenant);
      throw new ProblemException(
          429,
          "too_many_streams",
          "Close another live stream of this tenant, or come back later.",
          COME_BACK);
    }
    return Multi.createFrom()
        .ticks()
        .every(config.live().every())
        .onOverflow()
        .drop()
        .onItem()
        .transformToUniAndConcatenate(tick -> picture(tenant))
        .onTermination()
        .invoke(() -> close(tenant));
  }

  private void close(String tenant) {
    open.computeIfPresent(tenant, (key, count) -> count <= 1 ? null : count - 1);
  }

  private Uni<Picture> picture(String tenant) {
    Instant now = clock.instant();
    Instant day = Tier.DAY.floor(now, config.zone());
    Instant minute = Tier.MINUTE.floor(now, config.zone());
    ReportQuery today =
        new ReportQuery(day, Tier.DAY.next(day, config.zone()), StatsGranularity.DAY);
    ReportQuery lately =
        new ReportQuery(
            minute.minus(LOOKING_BACK),
            Tier.MINUTE.next(minute, config.zone()),
            StatsGranularity.MINUTE);
    return Uni.combine()
        .all()
        .unis(present.now(tenant), reports.report(tenant, today), reports.report(tenant, lately))
        .with((state, soFar, minutes) -> new Picture(now, state, soFar.totals(), minutes.series()))
        .onFailure()
        .invoke(failure -> LOG.warnf("a picture of the live stream is left out: %s", failure))
        .onFailure()
        .recoverWithNull();
  }
}
