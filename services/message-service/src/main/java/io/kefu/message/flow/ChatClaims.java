package io.kefu.message.flow;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.answer.Speaker;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.message.persistence.JsonRows;
import io.kefu.message.reply.Outbox;
import io.kefu.message.reply.OutboxPart;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Claims on chats. The protocol: (1) a claim takes the chat's due time away and writes a lease; (2)
 * the holder renews it while it works; (3) what it stores names the lease's token and fails without
 * it; (4) giving back clears the lease; a message that came meanwhile has set a new due time; (5) a
 * lease that runs out makes the chat due again, whatever its holder had stored by then is kept.
 */
@ApplicationScoped
public class ChatClaims {

  private record Held(String tenantId, String agentId, String chatId, UUID token) {}

  /** Uses the index chats_wake_at. */
  private static final String CLAIM =
      """
      WITH picked AS (
        SELECT tenant_id, agent_id, chat_id, lease_until IS NOT NULL AS recovered,
          COALESCE(due_at <= now(), false) OR lease_until IS NOT NULL AS ready,
          unsettled_since
        FROM chats
        WHERE COALESCE(lease_until, LEAST(due_at, outbox_due_at)) <= now()
        ORDER BY COALESCE(lease_until, LEAST(due_at, outbox_due_at))
        LIMIT $1
        FOR UPDATE SKIP LOCKED)
      UPDATE chats c SET
        lease_token = $2,
        lease_until = now() + $3 * interval '1 millisecond',
        due_at = CASE WHEN p.ready THEN NULL ELSE c.due_at END,
        burst_started_at = CASE WHEN p.ready THEN NULL ELSE c.burst_started_at END,
        burst_size = CASE WHEN p.ready THEN 0 ELSE c.burst_size END,
        outbox_due_at = CASE WHEN c.outbox_due_at <= now() THEN NULL ELSE c.outbox_due_at END,
        unsettled_since = COALESCE(c.unsettled_since, now()),
        failures = c.failures + CASE WHEN p.recovered THEN 1 ELSE 0 END
      FROM picked p
      WHERE c.tenant_id = p.tenant_id AND c.agent_id = p.agent_id AND c.chat_id = p.chat_id
      RETURNING c.tenant_id, c.agent_id, c.chat_id, c.chat_type, c.chat_name, c.failures, p.ready,
        p.unsettled_since, c.agent_session_at
      """;

  /** Uses the indexes chats_lease_token and inbox_pending. */
  private static final String PENDING =
      """
      SELECT c.tenant_id, c.agent_id, c.chat_id, m.message_id, m.sender_name, m.content_type,
        m.content, m.said_at, m.received_at, m.stored_at, m.mentioned, m.own,
        m.attachment->>'name' AS file_name, i.trace,
        v.conversation_id, v.customer_id, k.bucket, k.k_code IS NOT NULL AS on_file, v.handling, v.bot_silent, v.return_at,
        v.last_speaker, v.last_question, v.last_question_at, v.clarification::text AS clarification,
        v.status, COALESCE(k.name, k.display_name) AS customer_name, k.grade, k.tags,
        k.trigger_label, k.intent_score
      FROM chats c
      CROSS JOIN LATERAL (
        SELECT i.seq, i.received_at, i.trace FROM inbox i
        WHERE i.tenant_id = c.tenant_id AND i.agent_id = c.agent_id AND i.chat_id = c.chat_id
          AND i.state = 'PENDING'
        ORDER BY i.seq LIMIT $2) i
      JOIN messages m
        ON m.tenant_id = c.tenant_id AND m.seq = i.seq AND m.received_at = i.received_at
      LEFT JOIN conversations v
        ON v.tenant_id = m.tenant_id AND v.conversation_id = m.conversation_id
      LEFT JOIN customers k ON k.tenant_id = v.tenant_id AND k.customer_id = v.customer_id
      WHERE c.lease_token = $1
      ORDER BY m.seq
      """;

  /**
   * To plan these statements anew takes 5 ms, more than to run them; and their plan is the same for
   * all values.
   */
  private static final String KEEP_PLANS = "SET LOCAL plan_cache_mode = force_generic_plan";

  private static final String RENEW =
      """
      WITH held AS (
        SELECT c.tenant_id, c.agent_id, c.chat_id
        FROM jsonb_to_recordset($1::text::jsonb) AS h(
          tenant_id text, agent_id text, chat_id text, token uuid)
        JOIN chats c ON c.tenant_id = h.tenant_id AND c.agent_id = h.agent_id
          AND c.chat_id = h.chat_id AND c.lease_token = h.token AND NOT (h IS DISTINCT FROM h)
        ORDER BY c.tenant_id, c.agent_id, c.chat_id
        FOR NO KEY UPDATE OF c)
      UPDATE chats c SET lease_until = now() + $2 * interval '1 millisecond'
      FROM held h
      WHERE c.tenant_id = h.tenant_id AND c.agent_id = h.agent_id AND c.chat_id = h.chat_id
      """;

  private static final String FAILED =
      """
      UPDATE chats SET lease_token = NULL, lease_until = NULL, failures = failures + $6,
        due_at = now() + $5 * interval '1 millisecond'
      WHERE tenant_id = $1 AND agent_id = $2 AND chat_id = $3 AND lease_token = $4
      """;

  private final TenantScope tenants;
  private final Identity ids;
  private final JsonRows json;
  private final Outbox outbox;

  /** Uses the service's pool. */
  public ChatClaims(TenantScope tenants, Identity ids, JsonRows json, Outbox outbox) {
    this.tenants = tenants;
    this.ids = ids;
    this.json = json;
    this.outbox = outbox;
  }

  /** Claims chats that are due, oldest first, with what there is to do in them. */
  public Uni<List<ClaimedChat>> claim(int most, int messagesPerChat, Duration lease) {
    UUID token = ids.next();
    return tenants.acrossTenants(
        connection ->
            Uni.combine()
                .all()
                .unis(
                    connection.query(KEEP_PLANS).execute(),
                    connection
                        .preparedQuery(CLAIM)
                        .execute(Tuple.of(most, token, lease.toMillis())),
                    connection.preparedQuery(PENDING).execute(Tuple.of(token, messagesPerChat)),
                    connection.preparedQuery(Outbox.OF_CLAIM).execute(Tuple.of(token)))
                .with((plans, chats, pending, waiting) -> claimed(token, chats, pending, waiting)));
  }

  /** Keeps the leases of chats under work. */
  public Uni<Void> renew(Collection<ClaimedChat> held, Duration lease) {
    if (held.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<Held> rows =
        held.stream()
            .map(
                claim ->
                    new Held(
                        claim.chat().tenantId(),
                        claim.chat().agentId(),
                        claim.chat().chatId(),
                        claim.token()))
            .toList();
    return tenants
        .acrossTenants(
            connection ->
                connection.preparedQuery(RENEW).execute(Tuple.of(json.of(rows), lease.toMillis())))
        .replaceWithVoid();
  }

  /**
   * Gives a chat back whose work failed; it is due again after a wait.
   *
   * @param counts whether the work itself failed, and not Kafka: so often in a row, and a person
   *     gets it
   */
  public Uni<Void> failed(ClaimedChat claim, Duration wait, boolean counts) {
    ChatKey chat = claim.chat();
    return tenants
        .inTransaction(
            chat.tenantId(),
            connection ->
                connection
                    .preparedQuery(FAILED)
                    .execute(
                        Tuple.of(
                            chat.tenantId(),
                            chat.agentId(),
                            chat.chatId(),
                            claim.token(),
                            wait.toMillis(),
                            counts ? 1 : 0)))
        .replaceWithVoid();
  }

  private List<ClaimedChat> claimed(
      UUID token, RowSet<Row> chats, RowSet<Row> pending, RowSet<Row> waiting) {
    Map<ChatKey, List<PendingMessage>> messages = new HashMap<>();
    for (Row row : pending) {
      messages.computeIfAbsent(key(row), chat -> new ArrayList<>()).add(message(row));
    }
    Map<ChatKey, List<OutboxPart>> parts = new HashMap<>();
    for (Row row : waiting) {
      OutboxPart part = outbox.part(row);
      parts.computeIfAbsent(part.chat(), chat -> new ArrayList<>()).add(part);
    }
    List<ClaimedChat> claimed = new ArrayList<>(chats.size());
    for (Row row : chats) {
      ChatKey chat = key(row);
      boolean ready = row.getBoolean("ready");
      claimed.add(
          new ClaimedChat(
              chat,
              ChatType.valueOf(row.getString("chat_type").toUpperCase(Locale.ROOT)),
              row.getString("chat_name"),
              token,
              ready,
              row.getInteger("failures"),
              instant(row, "unsettled_since"),
              instant(row, "agent_session_at"),
              ready ? messages.getOrDefault(chat, List.of()) : List.of(),
              parts.getOrDefault(chat, List.of())));
    }
    return claimed;
  }

  private static ChatKey key(Row row) {
    return new ChatKey(
        row.getString("tenant_id"), row.getString("agent_id"), row.getString("chat_id"));
  }

  private static PendingMessage message(Row row) {
    UUID conversationId = row.getUUID("conversation_id");
    PendingMessage.Thread thread =
        conversationId == null
            ? null
            : new PendingMessage.Thread(
                conversationId,
                row.getUUID("customer_id"),
                row.getString("bucket"),
                row.getBoolean("on_file"),
                row.getString("handling"),
                row.getBoolean("bot_silent"),
                instant(row, "return_at"),
                row.getString("last_speaker") == null
                    ? null
                    : Speaker.valueOf(row.getString("last_speaker").toUpperCase(Locale.ROOT)),
                row.getString("last_question"),
                instant(row, "last_question_at"),
                row.getString("clarification"),
                row.getString("status"),
                row.getString("customer_name"),
                row.getString("grade"),
                List.of(row.getArrayOfStrings("tags")),
                row.getString("trigger_label"),
                row.getInteger("intent_score"));
    return new PendingMessage(
        row.getString("message_id"),
        row.getString("sender_name"),
        ContentType.valueOf(row.getString("content_type").toUpperCase(Locale.ROOT)),
        row.getString("content"),
        instant(row, "said_at"),
        instant(row, "received_at"),
        instant(row, "stored_at"),
        row.getBoolean("mentioned"),
        row.getBoolean("own"),
        row.getString("file_name"),
        row.getString("trace"),
        thread);
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
