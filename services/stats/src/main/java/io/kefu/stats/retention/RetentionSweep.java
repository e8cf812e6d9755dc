package io.kefu.stats.retention;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.stats.StatsConfig;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Deletes what is older than it needs to be known, a bounded number of rows at a time. A fact goes
 * only after the reader refuses events of its age, so forgetting it can never count it twice.
 */
@ApplicationScoped
public class RetentionSweep {

  private static final Logger LOG = Logger.getLogger(RetentionSweep.class);

  /** Longer than clocks disagree and than an event's own time may lead. */
  private static final Duration MARGIN = Duration.ofDays(2);

  private record Target(String table, String condition, Duration age) {}

  private final TenantScope tenants;
  private final StatsConfig config;
  private final Clock clock;

  /** Uses the service's own pool. */
  public RetentionSweep(TenantScope tenants, StatsConfig config, Clock clock) {
    this.tenants = tenants;
    this.config = config;
    this.clock = clock;
  }

  /** One sweep over all tables. */
  @Scheduled(
      every = "${kefu.statistics.retention.every:1h}",
      delayed = "2m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public Uni<Void> sweep() {
    Duration facts = config.retention().facts().plus(MARGIN);
    Duration minutes = facts.plus(MARGIN);
    Duration hours = config.retention().hours();
    Instant now = clock.instant();
    return Multi.createFrom()
        .iterable(
            List.of(
                new Target("message_fact", "stored_at < $1", facts),
                new Target("reply_fact", "stored_at < $1", facts),
                new Target("episode_fact", "stored_at < $1", facts),
                new Target("breach_fact", "stored_at < $1", facts),
                new Target("pool_fact", "stored_at < $1", facts),
                new Target(
                    "conversation_now",
                    "at < $1 AND status NOT IN ('UNSEEN', 'NEED_REPLY', 'OVERDUE')",
                    facts),
                // By whole weeks: the sums of the days and of the weeks stay the same.
                new Target("unanswered", "day < date_trunc('week', $1::timestamptz)::date", hours),
                new Target(
                    "unanswered_week", "week < date_trunc('week', $1::timestamptz)::date", hours),
                new Target("agent_session", "until_at < $1", facts),
                new Target("rollup", "tier = 'm' AND bucket < $1", minutes),
                new Target("rollup", "tier = 'h' AND bucket < $1", hours),
                new Target("agents_online", "tier = 'm' AND bucket < $1", minutes),
                new Target("agents_online", "tier = 'h' AND bucket < $1", hours)))
        .onItem()
        .transformToUniAndConcatenate(target -> delete(target, now.minus(target.age())))
        .collect()
        .last()
        .replaceWithVoid()
        .onFailure()
        .invoke(failure -> LOG.warnf("retention sweep stopped, trying again later: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> delete(Target target, Instant before) {
    String sql =
        "DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE %2$s LIMIT $2))%3$s"
            .formatted(
                target.table(),
                target.condition(),
                // The same row position exists in each partition: repeat the condition.
                " AND " + target.condition());
    int limit = config.retention().rowsAtOnce();
    return tenants
        .acrossTenants(
            connection ->
                connection
                    .preparedQuery(sql)
                    .execute(Tuple.of(before.atOffset(ZoneOffset.UTC), limit))
                    .map(rows -> rows.rowCount()))
        .chain(deleted -> deleted >= limit ? delete(target, before) : Uni.createFrom().voidItem());
  }
}
