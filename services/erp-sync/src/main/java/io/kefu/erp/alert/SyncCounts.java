package io.kefu.erp.alert;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** Counts how pushes and pulls ended, in slots of five minutes, in the caller's transaction. */
public final class SyncCounts {

  private static final long SLOT_SECONDS = Duration.ofMinutes(5).toSeconds();
  private static final String COUNT =
      """
      INSERT INTO sync_slot AS s (tenant_id, slot, succeeded, failed) VALUES ($1, $2, $3, $4)
      ON CONFLICT (tenant_id, slot) DO UPDATE
        SET succeeded = s.succeeded + EXCLUDED.succeeded, failed = s.failed + EXCLUDED.failed
      """;

  private SyncCounts() {}

  /** Counts one end. */
  public static Uni<Void> count(SqlConnection tx, String tenantId, boolean success, Instant now) {
    Instant slot =
        Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), SLOT_SECONDS) * SLOT_SECONDS);
    return tx.preparedQuery(COUNT)
        .execute(
            Tuple.of(tenantId, slot.atOffset(ZoneOffset.UTC), success ? 1 : 0, success ? 0 : 1))
        .replaceWithVoid();
  }
}
