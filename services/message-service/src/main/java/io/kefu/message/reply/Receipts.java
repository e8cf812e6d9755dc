package io.kefu.message.reply;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.chat.ReceiptStatus;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.message.conversation.Conversation;
import io.kefu.message.conversation.ConversationStore;
import io.kefu.message.conversation.SlaConfig;
import io.kefu.message.conversation.StatusMachine;
import io.kefu.message.conversation.ThreadEvent;
import io.kefu.message.persistence.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Takes the agents' word on how sending ended. Idempotent: SENT, FAILED and UNKNOWN are final, and
 * the first of them stands. Only what we gave up ourselves (EXPIRED, CANCELLED) yields to an agent
 * that did send it after all.
 */
@ApplicationScoped
public class Receipts {

  /**
   * One receipt.
   *
   * @param agentId who reports; must be the agent of the reply
   * @param replyId part
   * @param status how it ended
   * @param error why; may be null
   * @param at when, on the agent's clock
   */
  public record Reported(
      String agentId, UUID replyId, ReceiptStatus status, String error, Instant at) {}

  /** Reads without a lock which conversations the receipts touch: conversations lock first. */
  private static final String TOUCHED =
      """
      SELECT DISTINCT conversation_id FROM replies
      WHERE tenant_id = $1 AND reply_id = ANY($2) AND conversation_id IS NOT NULL
      """;

  /** IS TRUE keeps the planner from looking up by agent what has a key of its own. */
  private static final String END =
      """
      UPDATE replies r SET status = i.status, error = i.error, ended_at = now()
      FROM (
        SELECT i.* FROM jsonb_to_recordset($2::text::jsonb) AS i(
          agent_id text, reply_id uuid, status text, error text)
        JOIN replies q ON q.tenant_id = $1 AND q.reply_id = i.reply_id
          AND NOT (i IS DISTINCT FROM i)
        ORDER BY q.reply_id FOR NO KEY UPDATE OF q) i
      WHERE r.tenant_id = $1 AND r.reply_id = i.reply_id AND (r.agent_id = i.agent_id) IS TRUE
        AND (r.status = 'PENDING'
          OR (r.status IN ('EXPIRED', 'CANCELLED') AND i.status IN ('SENT', 'UNKNOWN')))
      RETURNING r.reply_id, r.agent_id, r.message_id, r.conversation_id, r.action, r.status
      """;

  private static final String SEND_TIME =
      """
      UPDATE decisions d SET
        send_ms = GREATEST(0, extract(epoch FROM now() - d.decided_at) * 1000)::bigint
      FROM (
        SELECT DISTINCT agent_id, message_id FROM replies
        WHERE tenant_id = $1 AND reply_id = ANY($2) AND message_id IS NOT NULL) r
      WHERE d.tenant_id = $1 AND d.agent_id = r.agent_id AND d.message_id = r.message_id
      """;

  private final TenantScope tenants;
  private final ConversationStore conversations;
  private final SlaConfig sla;
  private final JsonRows json;
  private final Clock clock;

  /** Wires the receipts. */
  public Receipts(
      TenantScope tenants,
      ConversationStore conversations,
      SlaConfig sla,
      JsonRows json,
      Clock clock) {
    this.tenants = tenants;
    this.conversations = conversations;
    this.sla = sla;
    this.json = json;
    this.clock = clock;
  }

  /** Takes receipts of one tenant, in their order; gives how many changed something. */
  public Uni<Integer> take(String tenantId, List<Reported> receipts) {
    Map<UUID, Reported> first = new LinkedHashMap<>();
    receipts.forEach(receipt -> first.putIfAbsent(receipt.replyId(), receipt));
    UUID[] ids = first.keySet().toArray(UUID[]::new);
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(TOUCHED)
                .execute(Tuple.of(tenantId, ids))
                .chain(
                    touched -> conversations.lock(connection, tenantId, conversationIds(touched)))
                .chain(
                    threads ->
                        connection
                            .preparedQuery(END)
                            .execute(Tuple.of(tenantId, json.of(List.copyOf(first.values()))))
                            .chain(ended -> after(connection, tenantId, first, threads, ended))));
  }

  private Uni<Integer> after(
      SqlConnection connection,
      String tenantId,
      Map<UUID, Reported> receipts,
      Map<UUID, Conversation> threads,
      RowSet<Row> ended) {
    Instant now = clock.instant();
    Map<UUID, Conversation> spoken = new LinkedHashMap<>();
    List<UUID> sent = new ArrayList<>();
    List<UUID> failed = new ArrayList<>();
    List<UUID> unknown = new ArrayList<>();
    for (Row row : ended) {
      UUID replyId = row.getUUID("reply_id");
      switch (ReceiptStatus.valueOf(row.getString("status"))) {
        case SENT -> {
          sent.add(replyId);
          Conversation thread = threads.get(row.getUUID("conversation_id"));
          // A notice of handover is no answer: the customer still waits for us.
          if (thread != null
              && ReplyAction.REPLY.name().equalsIgnoreCase(row.getString("action"))) {
            Instant at = receipts.get(replyId).at();
            Conversation before = spoken.getOrDefault(thread.id(), thread);
            spoken.put(
                thread.id(),
                before.with(
                    StatusMachine.after(
                        before.state(),
                        new ThreadEvent.WeSpoke(at.isAfter(now) ? now : at),
                        sla.limits(before.grade()),
                        now)));
          }
        }
        case FAILED -> failed.add(replyId);
        case UNKNOWN -> unknown.add(replyId);
      }
    }
    List<ConversationStore.Change> changes =
        spoken.values().stream()
            .map(
                after ->
                    new ConversationStore.Change(
                        threads.get(after.id()), after, "our_message", null))
            .toList();
    return conversations
        .save(connection, tenantId, changes)
        .chain(
            () ->
                sent.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : connection
                        .preparedQuery(SEND_TIME)
                        .execute(Tuple.of(tenantId, sent.toArray(UUID[]::new)))
                        .replaceWithVoid())
        .chain(
            () ->
                Outbox.todo(
                    connection,
                    tenantId,
                    failed,
                    "reply_failed",
                    "The agent could not send the reply."))
        .chain(
            () ->
                // Promise 4: never repeated by itself.
                Outbox.todo(
                    connection,
                    tenantId,
                    unknown,
                    "reply_unknown",
                    "The reply was perhaps sent; look into the chat before sending it again."))
        .replaceWith(ended.rowCount());
  }

  private static List<UUID> conversationIds(RowSet<Row> rows) {
    List<UUID> ids = new ArrayList<>(rows.size());
    rows.forEach(row -> ids.add(row.getUUID("conversation_id")));
    return ids;
  }
}
