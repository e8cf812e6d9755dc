package io.kefu.message.command;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.conversation.EvidenceView;
import io.kefu.message.persistence.JsonRows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Reads what commands need to know of a chat. Blocks: for virtual threads. */
@ApplicationScoped
class ChatRecord {

  /**
   * How a chat stands.
   *
   * @param muted whether the bot is silent there
   * @param waiting replies without a receipt
   * @param todos open to-dos
   */
  record Standing(boolean muted, long waiting, long todos) {}

  /** An agent that sees no id names the shown name instead, which anybody can choose. */
  private static final String SENDER =
      """
      SELECT m.sender_id FROM inbox i
      JOIN messages m
        ON m.tenant_id = i.tenant_id AND m.seq = i.seq AND m.received_at = i.received_at
      WHERE i.tenant_id = $1 AND i.agent_id = $2 AND i.message_id = $3
        AND m.sender_id <> m.sender_name
      """;

  private static final String MUTED =
      """
      SELECT muted_at IS NOT NULL AS muted FROM chats
      WHERE tenant_id = $1 AND agent_id = $2 AND chat_id = $3
      """;

  private static final String DEBUGGING =
      """
      SELECT debug_at IS NOT NULL AS debugging FROM chats
      WHERE tenant_id = $1 AND agent_id = $2 AND chat_id = $3
      """;

  private static final String DEBUG =
      """
      UPDATE chats SET debug_at = CASE WHEN $4 THEN COALESCE(debug_at, now()) END,
        debug_by = CASE WHEN $4 THEN $5::text END
      WHERE tenant_id = $1 AND agent_id = $2 AND chat_id = $3
      RETURNING 1
      """;

  /** Uses replies_outbox_chat and todos_open. */
  private static final String STANDING =
      """
      SELECT c.muted_at IS NOT NULL AS muted,
        (SELECT count(*) FROM replies r WHERE r.tenant_id = $1 AND r.agent_id = $2
          AND r.chat_id = $3 AND r.status = 'PENDING') AS waiting,
        (SELECT count(*) FROM todos t WHERE t.tenant_id = $1 AND t.agent_id = $2
          AND t.chat_id = $3 AND t.done_at IS NULL) AS todos
      FROM chats c WHERE c.tenant_id = $1 AND c.agent_id = $2 AND c.chat_id = $3
      """;

  /** The last of each conversation of the chat, of which the last; uses decisions_conversation. */
  private static final String LAST_ANSWER =
      """
      SELECT d.evidence::text AS evidence
      FROM conversations v
      CROSS JOIN LATERAL (
        SELECT e.evidence, e.decided_at FROM decisions e
        WHERE e.tenant_id = v.tenant_id AND e.conversation_id = v.conversation_id
          AND e.action = 'reply' AND e.reason IS DISTINCT FROM $4
        ORDER BY e.decided_at DESC LIMIT 1) d
      WHERE v.tenant_id = $1 AND v.agent_id = $2 AND v.chat_id = $3
      ORDER BY d.decided_at DESC LIMIT 1
      """;

  private final TenantScope tenants;
  private final JsonRows json;

  ChatRecord(TenantScope tenants, JsonRows json) {
    this.tenants = tenants;
    this.json = json;
  }

  /** WeChat id of who wrote a message; empty when only a name is known. */
  String sender(ChatKey chat, String messageId) {
    return read(SENDER, chat, Tuple.of(chat.tenantId(), chat.agentId(), messageId))
        .map(row -> row.getString("sender_id").strip())
        .orElse("");
  }

  /** Whether the bot is silent in a chat. */
  boolean muted(ChatKey chat) {
    return read(MUTED, chat, key(chat)).map(row -> row.getBoolean("muted")).orElse(false);
  }

  /** Whether answers to admins in a chat say what they rest on. */
  boolean debugging(ChatKey chat) {
    return read(DEBUGGING, chat, key(chat)).map(row -> row.getBoolean("debugging")).orElse(false);
  }

  /** Lets answers to admins say what they rest on, or no more; again changes nothing. */
  void debug(ChatKey chat, boolean on, String admin) {
    read(DEBUG, chat, key(chat).addBoolean(on).addString(admin));
  }

  /** How a chat stands. */
  Standing standing(ChatKey chat) {
    return read(STANDING, chat, key(chat))
        .map(
            row ->
                new Standing(row.getBoolean("muted"), row.getLong("waiting"), row.getLong("todos")))
        .orElse(new Standing(false, 0, 0));
  }

  /** What the last answer in a chat rested on; empty without an answer. */
  Optional<List<EvidenceView>> lastEvidence(ChatKey chat) {
    return read(LAST_ANSWER, chat, key(chat).addString(ChatCommands.REASON))
        .map(row -> json.list(row.getString("evidence"), EvidenceView.class));
  }

  private static Tuple key(ChatKey chat) {
    return Tuple.tuple()
        .addString(chat.tenantId())
        .addString(chat.agentId())
        .addString(chat.chatId());
  }

  private Optional<Row> read(String sql, ChatKey chat, Tuple values) {
    RowSet<Row> rows =
        tenants
            .inTransaction(
                chat.tenantId(), connection -> connection.preparedQuery(sql).execute(values))
            .subscribeAsCompletionStage()
            .join();
    return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
  }
}
