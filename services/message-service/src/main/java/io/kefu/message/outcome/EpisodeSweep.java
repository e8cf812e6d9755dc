package io.kefu.message.outcome;

import io.kefu.chassis.tenancy.TenantScope;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import org.jboss.logging.Logger;

/** Closes episodes in which nobody has spoken for long; their conversations stay as they are. */
@ApplicationScoped
public class EpisodeSweep {

  private static final Logger LOG = Logger.getLogger(EpisodeSweep.class);
  private static final int BATCH = 100;

  /** Uses conversations_open_episode. */
  private static final String EXPIRED =
      """
      SELECT tenant_id, conversation_id FROM conversations
      WHERE last_message_at <= $1
        AND (episode_closed_at IS NULL OR episode_closed_at < last_message_at)
      ORDER BY last_message_at LIMIT $2
      FOR NO KEY UPDATE SKIP LOCKED
      """;

  private final TenantScope tenants;
  private final Episodes episodes;
  private final OutcomeConfig config;
  private final Clock clock;

  /** Wires the sweep. */
  public EpisodeSweep(TenantScope tenants, Episodes episodes, OutcomeConfig config, Clock clock) {
    this.tenants = tenants;
    this.episodes = episodes;
    this.config = config;
    this.clock = clock;
  }

  @Scheduled(
      every = "{kefu.message.outcome.sweep}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return tenants
        .acrossTenants(
            connection ->
                connection
                    .preparedQuery(EXPIRED)
                    .execute(
                        Tuple.of(
                            clock.instant().minus(config.expiry()).atOffset(ZoneOffset.UTC), BATCH))
                    .chain(rows -> close(connection, rows).replaceWith(rows.size())))
        .chain(closed -> closed >= BATCH ? sweep() : Uni.createFrom().voidItem())
        .onFailure()
        .invoke(failure -> LOG.warnf("episodes are closed later: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> close(SqlConnection connection, RowSet<Row> rows) {
    Uni<Void> closed = Uni.createFrom().voidItem();
    for (Row row : rows) {
      closed =
          closed.chain(
              () ->
                  episodes
                      .close(
                          connection,
                          row.getString("tenant_id"),
                          row.getUUID("conversation_id"),
                          Episodes.ClosedBy.EXPIRY,
                          Ending.NONE,
                          null)
                      .replaceWithVoid());
    }
    return closed;
  }
}
