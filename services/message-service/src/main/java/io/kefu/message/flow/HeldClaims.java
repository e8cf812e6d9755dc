package io.kefu.message.flow;

import io.kefu.message.persistence.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The claims of a batch that still stand, locked until its transaction ends, and what is said of
 * their chats. By their tokens: the late holder of a chat may be in one batch with the present one.
 */
final class HeldClaims {

  private record ClaimRow(String agentId, String chatId, UUID token) {}

  private static final String LOCK =
      """
      SELECT c.agent_id, c.chat_id, c.lease_token, c.muted_at FROM chats c
      JOIN jsonb_to_recordset($2::text::jsonb) AS h(agent_id text, chat_id text, token uuid)
        ON c.agent_id = h.agent_id AND c.chat_id = h.chat_id AND c.lease_token = h.token
        AND NOT (h IS DISTINCT FROM h)
      WHERE c.tenant_id = $1
      ORDER BY c.agent_id, c.chat_id
      FOR NO KEY UPDATE OF c
      """;

  private final Map<ClaimRow, Optional<Instant>> mutedAt;

  private HeldClaims(Map<ClaimRow, Optional<Instant>> mutedAt) {
    this.mutedAt = mutedAt;
  }

  /** Locks the claims of a batch that stand. */
  static Uni<HeldClaims> lock(
      SqlConnection connection, JsonRows json, String tenantId, List<UndecidedWork> batch) {
    String claims = json.of(batch.stream().map(HeldClaims::row).toList());
    return connection.preparedQuery(LOCK).execute(Tuple.of(tenantId, claims)).map(HeldClaims::of);
  }

  /** Whether the claim of some work stands. */
  boolean hold(UndecidedWork work) {
    return mutedAt.containsKey(row(work));
  }

  /** Since when its chat is muted; null while the bot may speak. */
  Instant mutedAt(UndecidedWork work) {
    return mutedAt.get(row(work)).orElse(null);
  }

  private static ClaimRow row(UndecidedWork work) {
    return new ClaimRow(work.chat().agentId(), work.chat().chatId(), work.token());
  }

  private static HeldClaims of(RowSet<Row> rows) {
    Map<ClaimRow, Optional<Instant>> held = new HashMap<>();
    for (Row row : rows) {
      held.put(
          new ClaimRow(
              row.getString("agent_id"), row.getString("chat_id"), row.getUUID("lease_token")),
          Optional.ofNullable(row.getOffsetDateTime("muted_at")).map(OffsetDateTime::toInstant));
    }
    return new HeldClaims(held);
  }
}
