package io.kefu.stats.presence;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.stats.StatsConfig;
import io.kefu.stats.rollup.Tier;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Turns sessions into agents online per minute, hour and day.
 *
 * <p>Per tenant, under a row lock (a second replica waits and then finds nothing to do): minutes
 * from the watermark to now are computed anew from the sessions and replaced, then the hours and
 * days that hold them. A late event has moved the watermark back before, so a minute is always what
 * the sessions say.
 */
@ApplicationScoped
public class PresenceSampler {

  private static final Logger LOG = Logger.getLogger(PresenceSampler.class);
  private static final Duration LONGEST_STEP = Duration.ofDays(1);

  private static final String TENANTS =
      "SELECT tenant_id FROM presence_watermark WHERE sampled_until < $1 ORDER BY tenant_id";
  private static final String LOCK =
      "SELECT sampled_until FROM presence_watermark WHERE tenant_id = $1 FOR UPDATE";
  private static final String ADVANCE =
      "UPDATE presence_watermark SET sampled_until = $2 WHERE tenant_id = $1";
  private static final String CLEAR =
      "DELETE FROM agents_online WHERE tenant_id = $1 AND tier = $2 AND bucket >= $3 AND bucket < $4";
  private static final String MINUTES =
      """
      INSERT INTO agents_online (tenant_id, tier, bucket, online)
      SELECT $1, 'm', minute, count(DISTINCT s.agent_id)
      FROM generate_series($2::timestamptz, $3::timestamptz - interval '1 minute',
          interval '1 minute') AS minute
      JOIN agent_session AS s
        ON s.tenant_id = $1 AND s.until_at > minute AND s.started_at < minute + interval '1 minute'
      WHERE s.until_at > $2
      GROUP BY minute
      """;
  private static final String COARSER =
      """
      INSERT INTO agents_online (tenant_id, tier, bucket, online)
      SELECT $1, $2, date_trunc($6, bucket, $7), max(online)
      FROM agents_online
      WHERE tenant_id = $1 AND tier = $5 AND bucket >= $3 AND bucket < $4
      GROUP BY 3
      """;

  private final TenantScope tenants;
  private final StatsConfig config;
  private final Clock clock;

  /** Uses the service's own pool. */
  public PresenceSampler(TenantScope tenants, StatsConfig config, Clock clock) {
    this.tenants = tenants;
    this.config = config;
    this.clock = clock;
  }

  /** Samples every tenant up to now, the running minute included. */
  @Scheduled(
      every = "${kefu.statistics.presence.every:20s}",
      delayed = "5s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public Uni<Void> sample() {
    Instant now = clock.instant();
    return tenants
        .acrossTenants(
            connection ->
                connection
                    .preparedQuery(TENANTS)
                    .execute(Tuple.of(now.atOffset(ZoneOffset.UTC)))
                    .map(
                        rows -> {
                          List<String> found = new ArrayList<>();
                          rows.forEach(row -> found.add(row.getString("tenant_id")));
                          return found;
                        }))
        .onItem()
        .transformToMulti(Multi.createFrom()::iterable)
        .onItem()
        .transformToUniAndConcatenate(tenant -> catchUp(tenant, now))
        .collect()
        .last()
        .replaceWithVoid()
        .onFailure()
        .invoke(failure -> LOG.warnf("agents online not sampled, trying again later: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> catchUp(String tenant, Instant now) {
    return tenants
        .inTransaction(tenant, connection -> step(connection, tenant, now))
        .chain(until -> until.isBefore(now) ? catchUp(tenant, now) : Uni.createFrom().voidItem());
  }

  /** Samples at most a day; answers until when all is sampled. */
  private Uni<Instant> step(SqlConnection connection, String tenant, Instant now) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(tenant))
        .flatMap(
            rows -> {
              Instant from =
                  Tier.MINUTE.floor(
                      rows.iterator().next().getOffsetDateTime("sampled_until").toInstant(),
                      config.zone());
              Instant end = Tier.MINUTE.next(Tier.MINUTE.floor(now, config.zone()), config.zone());
              Instant to = from.plus(LONGEST_STEP).isBefore(end) ? from.plus(LONGEST_STEP) : end;
              // The running minute is not over: it is sampled again next time.
              Instant watermark = to.equals(end) ? Tier.MINUTE.floor(now, config.zone()) : to;
              return minutes(connection, tenant, from, to)
                  .chain(() -> coarser(connection, tenant, Tier.HOUR, Tier.MINUTE, from, to))
                  .chain(() -> coarser(connection, tenant, Tier.DAY, Tier.HOUR, from, to))
                  .chain(
                      () ->
                          connection
                              .preparedQuery(ADVANCE)
                              .execute(Tuple.of(tenant, watermark.atOffset(ZoneOffset.UTC))))
                  .replaceWith(to);
            });
  }

  private static Uni<Void> minutes(
      SqlConnection connection, String tenant, Instant from, Instant to) {
    var start = from.atOffset(ZoneOffset.UTC);
    var end = to.atOffset(ZoneOffset.UTC);
    return connection
        .preparedQuery(CLEAR)
        .execute(Tuple.of(tenant, Tier.MINUTE.code(), start, end))
        .chain(() -> connection.preparedQuery(MINUTES).execute(Tuple.of(tenant, start, end)))
        .replaceWithVoid();
  }

  private Uni<Void> coarser(
      SqlConnection connection, String tenant, Tier tier, Tier finer, Instant from, Instant to) {
    var start = tier.floor(from, config.zone()).atOffset(ZoneOffset.UTC);
    var end = tier.ceiling(to, config.zone()).atOffset(ZoneOffset.UTC);
    return connection
        .preparedQuery(CLEAR)
        .execute(Tuple.of(tenant, tier.code(), start, end))
        .chain(
            () ->
                connection
                    .preparedQuery(COARSER)
                    .execute(
                        Tuple.tuple(
                            List.of(
                                tenant,
                                tier.code(),
                                start,
                                end,
                                finer.code(),
                                tier.name().toLowerCase(java.util.Locale.ROOT),
                                config.zone().getId()))))
        .replaceWithVoid();
  }
}
