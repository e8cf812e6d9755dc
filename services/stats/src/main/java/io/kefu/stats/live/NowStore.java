package io.kefu.stats.live;

import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;

/** Reads how a tenant stands now. */
@ApplicationScoped
public class NowStore {

  /** Uses agent_session_until and conversation_now_waiting. */
  private static final String NOW =
      """
      SELECT
        (SELECT count(DISTINCT agent_id) FROM agent_session
          WHERE tenant_id = $1 AND until_at > $2) AS online,
        count(*) FILTER (WHERE status = 'UNSEEN') AS unseen,
        count(*) FILTER (WHERE status = 'NEED_REPLY') AS need_reply,
        count(*) FILTER (WHERE status = 'OVERDUE') AS overdue
      FROM conversation_now
      WHERE tenant_id = $1 AND status IN ('UNSEEN', 'NEED_REPLY', 'OVERDUE')
      """;

  private final TenantScope tenants;
  private final Clock clock;

  /** Uses the service's own pool. */
  public NowStore(TenantScope tenants, Clock clock) {
    this.tenants = tenants;
    this.clock = clock;
  }

  /** A tenant now. */
  public Uni<Now> now(String tenantId) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(NOW)
                .execute(Tuple.of(tenantId, clock.instant().atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.iterator().next())
                .map(
                    row ->
                        new Now(
                            row.getLong("online"),
                            row.getLong("unseen"),
                            row.getLong("need_reply"),
                            row.getLong("overdue"))));
  }
}
