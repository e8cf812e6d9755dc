package io.kefu.erp.pull;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.erp.ErpConfig;
import io.kefu.erp.alert.SyncCounts;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Whose turn it is to pull: one replica at a time, when it is due, and never under a kill switch.
 */
@ApplicationScoped
public class PullTurns {

  /**
   * A pull that may begin.
   *
   * @param begun when it began
   * @param full whether every row is compared
   * @param since changes from then on are asked for, if the ERP can tell; null for all rows
   */
  public record Turn(Instant begun, boolean full, Instant since) {}

  private static final String TAKE_TURN =
      """
      INSERT INTO tenant_sync AS t (tenant_id, pull_leased_until) VALUES ($1, $3)
      ON CONFLICT (tenant_id) DO UPDATE SET pull_leased_until = EXCLUDED.pull_leased_until
      WHERE NOT t.kill_switch
        AND (t.pull_leased_until IS NULL OR t.pull_leased_until < $2)
        AND ($6 OR t.last_pull_at IS NULL OR t.last_pull_at <= $4)
      RETURNING (last_reconcile_at IS NULL OR last_reconcile_at <= $5) AS full,
        last_pull_begun_at
      """;
  private static final String END_TURN =
      """
      UPDATE tenant_sync SET pull_leased_until = NULL,
        last_pull_at = CASE WHEN $2 THEN $3 ELSE last_pull_at END,
        last_pull_begun_at = CASE WHEN $2 THEN $7 ELSE last_pull_begun_at END,
        last_reconcile_at = CASE WHEN $2 AND $4 THEN $3 ELSE last_reconcile_at END,
        connection = CASE WHEN $2 THEN 'UP' ELSE $5 END,
        last_error = coalesce($6, last_error),
        last_error_at = CASE WHEN $6 IS NULL THEN last_error_at ELSE $3 END
      WHERE tenant_id = $1
      """;
  private static final String KILLED =
      "SELECT 1 FROM tenant_sync WHERE tenant_id = $1 AND kill_switch";

  private final TenantScope tenants;
  private final ErpConfig config;
  private final Clock clock;

  /** Uses the service's own pool. */
  public PullTurns(TenantScope tenants, ErpConfig config, Clock clock) {
    this.tenants = tenants;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Takes the turn to pull, if one is due and nobody else has it.
   *
   * @param due whether it is due before its time
   */
  public Uni<Optional<Turn>> takeTurn(String tenantId, boolean due) {
    Instant now = clock.instant();
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(TAKE_TURN)
                .execute(
                    Tuple.of(
                        tenantId,
                        utc(now),
                        utc(now.plus(config.pull().lease())),
                        utc(now.minus(config.pull().every()).minus(jitter(tenantId))),
                        utc(now.minus(config.pull().reconcile())),
                        due))
                .map(
                    rows ->
                        rows.rowCount() == 0
                            ? Optional.<Turn>empty()
                            : Optional.of(turn(now, rows.iterator().next()))));
  }

  private Turn turn(Instant now, Row row) {
    boolean full = row.getBoolean("full");
    OffsetDateTime last = row.getOffsetDateTime("last_pull_begun_at");
    return new Turn(
        now, full, full || last == null ? null : last.toInstant().minus(config.pull().overlap()));
  }

  /** A tenant's own share of the jitter, the same each time. */
  private Duration jitter(String tenantId) {
    long most = config.pull().every().isZero() ? 0 : config.pull().jitter().toMillis();
    return Duration.ofMillis(Math.floorMod((long) tenantId.hashCode(), most + 1));
  }

  /** Gives the turn back; a pull that did not reach the last page counts as none. */
  public Uni<Void> endTurn(
      String tenantId, Turn turn, boolean complete, String state, String error) {
    return tenants.inTransaction(
        tenantId,
        connection -> {
          Instant now = clock.instant();
          // Always before the tenant's row: two orders would be a deadlock.
          Uni<Void> counted =
              complete || error != null
                  ? SyncCounts.count(connection, tenantId, complete, now)
                  : Uni.createFrom().voidItem();
          return counted
              .chain(
                  () ->
                      connection
                          .preparedQuery(END_TURN)
                          .execute(
                              Tuple.tuple()
                                  .addString(tenantId)
                                  .addBoolean(complete)
                                  .addOffsetDateTime(utc(now))
                                  .addBoolean(turn.full())
                                  .addString(state)
                                  .addString(error)
                                  .addOffsetDateTime(utc(turn.begun()))))
              .replaceWithVoid();
        });
  }

  /** Whether calls are stopped. */
  public Uni<Boolean> killed(String tenantId) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(KILLED)
                .execute(Tuple.of(tenantId))
                .map(rows -> rows.rowCount() > 0));
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
