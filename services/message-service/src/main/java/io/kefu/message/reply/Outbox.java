package io.kefu.message.reply;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.chat.ReplyOrigin;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * The replies that wait for a receipt. Whatever makes them due (time, the agent coming online, a
 * redelivered message) only wakes their chat: the holder of the chat's lease publishes them, so
 * that they keep their order.
 */
@ApplicationScoped
public class Outbox {

  /** The parts of the chats that one claim holds; uses chats_lease_token, replies_outbox_chat. */
  public static final String OF_CLAIM =
      """
      SELECT r.tenant_id, r.agent_id, r.chat_id, c.chat_name, r.reply_id, r.message_id,
        r.conversation_id, r.origin, r.action, r.content, r.part, r.parts, r.mention,
        r.confidence, r.not_before, r.attempts, r.published_at, r.next_attempt_at, r.expires_at,
        r.created_at, r.slot_at, r.released_at, r.actor, r.trace,
        COALESCE(v.handling = 'HELD' AND (v.return_at IS NULL OR v.return_at > now()), false)
          AS held,
      """
          + Announcements.COLUMNS
          + """
          FROM chats c
          JOIN replies r ON r.tenant_id = c.tenant_id AND r.agent_id = c.agent_id
            AND r.chat_id = c.chat_id AND r.status = 'PENDING'
          LEFT JOIN conversations v
            ON v.tenant_id = r.tenant_id AND v.conversation_id = r.conversation_id
          LEFT JOIN decisions d
            ON r.part = 1 AND r.published_at IS NULL AND d.tenant_id = r.tenant_id
              AND d.agent_id = r.agent_id AND d.message_id = r.message_id
          WHERE c.lease_token = $1
          ORDER BY r.reply_id
          """;

  /** Uses replies_outbox_due. A leased chat needs no waking: its holder looks anyway. */
  private static final String WAKE_DUE =
      """
      UPDATE chats c SET outbox_due_at = now(),
        agent_session_at = GREATEST(c.agent_session_at, now())
      FROM (
        SELECT d.tenant_id, d.agent_id, d.chat_id FROM chats d
        WHERE (d.outbox_due_at IS NULL OR d.outbox_due_at > now()) AND d.lease_token IS NULL
          AND (d.tenant_id, d.agent_id, d.chat_id) IN (
            SELECT tenant_id, agent_id, chat_id FROM replies
            WHERE status = 'PENDING' AND next_attempt_at <= now()
            ORDER BY next_attempt_at LIMIT 5000)
        FOR NO KEY UPDATE OF d SKIP LOCKED) r
      WHERE c.tenant_id = r.tenant_id AND c.agent_id = r.agent_id AND c.chat_id = r.chat_id
      """;

  /** Uses replies_outbox_chat by its first two columns. */
  private static final String AGENT_PARTS_DUE =
      """
      UPDATE replies r SET next_attempt_at = LEAST(r.next_attempt_at, now())
      FROM (
        SELECT reply_id FROM replies
        WHERE tenant_id = $1 AND agent_id = $2 AND status = 'PENDING'
          AND (not_before IS NULL OR not_before <= now())
        ORDER BY reply_id FOR NO KEY UPDATE) p
      WHERE r.tenant_id = $1 AND r.reply_id = p.reply_id
      """;

  private static final String WAKE_AGENT =
      """
      UPDATE chats c SET outbox_due_at = now()
      FROM (
        SELECT d.chat_id FROM chats d
        WHERE d.tenant_id = $1 AND d.agent_id = $2 AND d.chat_id IN (
          SELECT chat_id FROM replies
          WHERE tenant_id = $1 AND agent_id = $2 AND status = 'PENDING')
        ORDER BY d.chat_id
        FOR NO KEY UPDATE OF d) r
      WHERE c.tenant_id = $1 AND c.agent_id = $2 AND c.chat_id = r.chat_id
      """;

  private static final String PUBLISHED =
      """
      UPDATE replies r SET attempts = p.attempts, published_at = p.at,
        next_attempt_at = CASE WHEN c.agent_session_at > p.at THEN now()
          ELSE LEAST(r.expires_at, now() + p.wait_ms * interval '1 millisecond') END
      FROM chats c, (
        SELECT p.* FROM jsonb_to_recordset($2::text::jsonb) AS p(
          reply_id uuid, attempts int, at timestamptz, wait_ms bigint)
        JOIN replies q ON q.tenant_id = $1 AND q.reply_id = p.reply_id AND q.status = 'PENDING'
          AND NOT (p IS DISTINCT FROM p)
        ORDER BY q.reply_id FOR NO KEY UPDATE OF q) p
      WHERE r.tenant_id = $1 AND r.reply_id = p.reply_id AND r.status = 'PENDING'
        AND c.tenant_id = $1 AND c.agent_id = r.agent_id AND c.chat_id = r.chat_id
      """;

  /** What never went out gives its slot back. */
  private static final String END =
      """
      UPDATE replies SET status = $3, error = $4, ended_at = now(),
        slot_at = CASE WHEN published_at IS NULL THEN NULL ELSE slot_at END
      WHERE tenant_id = $1 AND reply_id = ANY($2) AND status = 'PENDING'
      """;

  /** Whoever comes first, an operator's cancelling or this, the other finds nothing to do. */
  private static final String RELEASE =
      """
      UPDATE replies r SET released_at = now()
      FROM (
        SELECT reply_id FROM replies
        WHERE tenant_id = $1 AND reply_id = ANY($2) AND status = 'PENDING'
        ORDER BY reply_id FOR NO KEY UPDATE) q
      WHERE r.tenant_id = $1 AND r.reply_id = q.reply_id
      RETURNING r.reply_id
      """;

  private static final String TODOS =
      """
      INSERT INTO todos (tenant_id, todo_id, kind, conversation_id, customer_id, agent_id, chat_id,
        subject_id, detail, created_at)
      SELECT r.tenant_id, gen_random_uuid(), $3, r.conversation_id, v.customer_id, r.agent_id, r.chat_id,
        r.reply_id::text, $4, now()
      FROM replies r
      LEFT JOIN conversations v
        ON v.tenant_id = r.tenant_id AND v.conversation_id = r.conversation_id
      WHERE r.tenant_id = $1 AND r.reply_id = ANY($2)
      ON CONFLICT DO NOTHING
      """;

  /**
   * A part that Kafka has taken.
   *
   * @param replyId part
   * @param attempts how often by now
   * @param at when; the agent that begins a session later may have missed it
   * @param waitMs milliseconds to the next attempt
   */
  public record Published(UUID replyId, int attempts, Instant at, long waitMs) {}

  private final TenantScope tenants;
  private final Announcements announcements;

  /** Uses the service's pool. */
  public Outbox(TenantScope tenants, Announcements announcements) {
    this.tenants = tenants;
    this.announcements = announcements;
  }

  /** Wakes the chats whose parts wait too long; gives their number. */
  public Uni<Integer> wakeDue() {
    return tenants.acrossTenants(
        connection -> connection.preparedQuery(WAKE_DUE).execute().map(rows -> rows.rowCount()));
  }

  /** An agent is there again: all its waiting parts are due. Gives the number of its chats. */
  public Uni<Integer> wakeAgent(String tenantId, String agentId) {
    Tuple agent = Tuple.of(tenantId, agentId);
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(WAKE_AGENT)
                .execute(agent)
                .call(chats -> connection.preparedQuery(AGENT_PARTS_DUE).execute(agent))
                .map(chats -> chats.rowCount()));
  }

  /** Remembers, in the caller's transaction, what Kafka has taken: {@link Published} as JSON. */
  public static Uni<Void> published(SqlConnection connection, String tenantId, String parts) {
    return connection.preparedQuery(PUBLISHED).execute(Tuple.of(tenantId, parts)).replaceWithVoid();
  }

  /**
   * The last look before waiting parts of the bot go out: gives the ids of those that may. One that
   * an operator cancelled meanwhile may not; one that is let out here cannot be cancelled any more.
   */
  public Uni<Set<UUID>> release(String tenantId, List<UUID> replyIds) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(RELEASE)
                .execute(Tuple.of(tenantId, replyIds.toArray(UUID[]::new)))
                .map(
                    rows -> {
                      Set<UUID> released = new HashSet<>();
                      rows.forEach(row -> released.add(row.getUUID("reply_id")));
                      return released;
                    }));
  }

  /** Parts that are too old to be sent become a person's business. */
  public Uni<Void> expire(String tenantId, List<UUID> replyIds) {
    UUID[] ids = replyIds.toArray(UUID[]::new);
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                connection
                    .preparedQuery(END)
                    .execute(Tuple.of(tenantId, ids, "EXPIRED", "expired"))
                    .chain(
                        ended ->
                            todo(
                                connection,
                                tenantId,
                                replyIds,
                                "reply_expired",
                                "The reply did not reach the customer in time.")))
        .replaceWithVoid();
  }

  /** Lays parts before a person, in the caller's transaction; each once a kind. */
  public static Uni<Void> todo(
      SqlConnection connection, String tenantId, List<UUID> replyIds, String kind, String detail) {
    return replyIds.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection
            .preparedQuery(TODOS)
            .execute(Tuple.of(tenantId, replyIds.toArray(UUID[]::new), kind, detail))
            .replaceWithVoid();
  }

  /** Parts that are not said after all. */
  public Uni<Void> cancel(String tenantId, List<UUID> replyIds, String reason) {
    return tenants
        .inTransaction(
            tenantId,
            connection ->
                connection
                    .preparedQuery(END)
                    .execute(
                        Tuple.of(tenantId, replyIds.toArray(UUID[]::new), "CANCELLED", reason)))
        .replaceWithVoid();
  }

  /** Reads a row of {@link #OF_CLAIM}. */
  public OutboxPart part(Row row) {
    return new OutboxPart(
        row.getUUID("reply_id"),
        new ChatKey(
            row.getString("tenant_id"), row.getString("agent_id"), row.getString("chat_id")),
        row.getString("chat_name"),
        row.getString("message_id"),
        row.getUUID("conversation_id"),
        ReplyOrigin.valueOf(row.getString("origin").toUpperCase(Locale.ROOT)),
        ReplyAction.valueOf(row.getString("action").toUpperCase(Locale.ROOT)),
        row.getString("content"),
        row.getInteger("part"),
        row.getInteger("parts"),
        row.getString("mention"),
        row.getDouble("confidence"),
        instant(row, "not_before"),
        row.getInteger("attempts"),
        instant(row, "published_at"),
        instant(row, "next_attempt_at"),
        instant(row, "expires_at"),
        instant(row, "created_at"),
        instant(row, "slot_at"),
        instant(row, "released_at"),
        announcements.of(row).orElse(null),
        row.getBoolean("held"),
        row.getString("actor"),
        row.getString("trace"));
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
