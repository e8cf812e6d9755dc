package io.kefu.erp.status;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.erp.ErpConnection;
import io.kefu.contracts.erp.ErpStatus;
import io.kefu.contracts.erp.KillSwitch;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** How a tenant's synchronisation stands, and its kill switch. */
@ApplicationScoped
public class TenantSync {

  private static final String STATUS =
      """
      SELECT q.*, t.*,
        (SELECT count(*) FROM field_conflict WHERE tenant_id = $1) AS open_conflicts
      FROM (
        SELECT count(*) FILTER (WHERE push_state = 'PENDING') AS queue_depth,
          count(*) FILTER (WHERE push_state = 'PENDING' AND attempts > 0) AS retrying,
          count(*) FILTER (WHERE push_state = 'DEAD') AS dead,
          min(pending_since) FILTER (WHERE push_state = 'PENDING') AS oldest_queued_at
        FROM customer WHERE tenant_id = $1 AND push_state <> 'IDLE') AS q
      LEFT JOIN tenant_sync AS t ON t.tenant_id = $1
      """;
  private static final String THROW =
      """
      INSERT INTO tenant_sync (tenant_id, kill_switch, kill_reason, kill_changed_by, kill_changed_at)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (tenant_id) DO UPDATE SET kill_switch = EXCLUDED.kill_switch,
        kill_reason = EXCLUDED.kill_reason, kill_changed_by = EXCLUDED.kill_changed_by,
        kill_changed_at = EXCLUDED.kill_changed_at
      RETURNING kill_switch, kill_reason, kill_changed_by, kill_changed_at
      """;

  private final TenantScope tenants;
  private final Clock clock;

  /** Uses the service's own pool. */
  public TenantSync(TenantScope tenants, Clock clock) {
    this.tenants = tenants;
    this.clock = clock;
  }

  /**
   * The status of a tenant.
   *
   * @param connector name of its connector, if it has one
   * @param alerts what is wrong now
   */
  public Uni<ErpStatus> status(String tenantId, Optional<String> connector, List<String> alerts) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(STATUS)
                .execute(Tuple.of(tenantId))
                .map(rows -> status(rows.iterator().next(), connector, alerts)));
  }

  /** Throws or lifts the kill switch; in force for every call that has not yet begun. */
  public Uni<KillSwitch> killSwitch(String tenantId, boolean on, String reason, String by) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(THROW)
                .execute(
                    Tuple.of(tenantId, on, reason, by, clock.instant().atOffset(ZoneOffset.UTC)))
                .map(rows -> killSwitch(rows.iterator().next())));
  }

  private static ErpStatus status(Row row, Optional<String> connector, List<String> alerts) {
    return new ErpStatus(
        connection(row.getString("connection"), connector),
        connector.orElse(null),
        killSwitch(row),
        row.getLong("queue_depth"),
        row.getLong("retrying"),
        row.getLong("dead"),
        instant(row, "oldest_queued_at"),
        instant(row, "last_push_at"),
        instant(row, "last_pull_at"),
        instant(row, "last_error_at"),
        row.getString("last_error"),
        row.getLong("open_conflicts"),
        alerts);
  }

  private static ErpConnection connection(String stored, Optional<String> connector) {
    if (connector.isEmpty()) {
      return ErpConnection.NOT_CONFIGURED;
    }
    return stored == null ? ErpConnection.IDLE : ErpConnection.valueOf(stored);
  }

  private static KillSwitch killSwitch(Row row) {
    return new KillSwitch(
        Boolean.TRUE.equals(row.getBoolean("kill_switch")),
        row.getString("kill_reason"),
        row.getString("kill_changed_by"),
        instant(row, "kill_changed_at"));
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
