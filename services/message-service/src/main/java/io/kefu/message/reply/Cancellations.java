package io.kefu.message.reply;

import io.kefu.chassis.identity.Identity;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.message.event.Events;
import io.kefu.message.persistence.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Takes back what the bot has not let out yet, when an operator takes a conversation or an admin
 * mutes a chat. A decision travels with the first part of its reply; when that part never goes,
 * what became of it is told through the event outbox, with the transaction in which it is
 * cancelled: statistics would wait for it for ever.
 */
@ApplicationScoped
public class Cancellations {

  private static final String TOLD =
      " SELECT g.tenant_id, g.agent_id, g.chat_id, "
          + Announcements.COLUMNS
          + """
          FROM gone g
          JOIN decisions d ON d.tenant_id = g.tenant_id AND d.agent_id = g.agent_id
            AND d.message_id = g.message_id
          WHERE g.part = 1 AND g.published_at IS NULL
          """;

  private static final String OF_CONVERSATION =
      """
      WITH gone AS (
        UPDATE replies SET status = 'CANCELLED', error = $3, ended_at = now(), slot_at = NULL
        WHERE tenant_id = $1 AND conversation_id = $2 AND status = 'PENDING' AND origin = 'bot'
          AND released_at IS NULL
        RETURNING tenant_id, agent_id, chat_id, message_id, part, published_at)
      """
          + TOLD;

  /** Uses replies_outbox_chat. */
  private static final String OF_CHATS =
      """
      WITH gone AS (
        UPDATE replies r SET status = 'CANCELLED', error = $3, ended_at = now(), slot_at = NULL
        FROM (
          SELECT q.reply_id
          FROM jsonb_to_recordset($2::text::jsonb) AS i(agent_id text, chat_id text)
          JOIN replies q ON q.tenant_id = $1 AND q.agent_id = i.agent_id AND q.chat_id = i.chat_id
          WHERE NOT (i IS DISTINCT FROM i) AND q.status = 'PENDING' AND q.origin = 'bot'
            AND q.released_at IS NULL
          ORDER BY q.reply_id FOR NO KEY UPDATE OF q) w
        WHERE r.tenant_id = $1 AND r.reply_id = w.reply_id
        RETURNING r.tenant_id, r.agent_id, r.chat_id, r.message_id, r.part, r.published_at)
      """
          + TOLD;

  private static final String TAKEN_OVER = "operator_took_over";
  private static final String MUTED = "muted";

  private record ChatRow(String agentId, String chatId) {}

  private final Announcements announcements;
  private final JsonRows json;
  private final Events events;
  private final Identity ids;

  /** Wires the outbox. */
  public Cancellations(Announcements announcements, JsonRows json, Events events, Identity ids) {
    this.announcements = announcements;
    this.json = json;
    this.events = events;
    this.ids = ids;
  }

  /** Cancels in the caller's transaction, which holds the conversation's row. */
  public Uni<Void> ofConversation(SqlConnection connection, String tenantId, UUID conversationId) {
    return connection
        .preparedQuery(OF_CONVERSATION)
        .execute(Tuple.of(tenantId, conversationId, TAKEN_OVER))
        .chain(gone -> tell(connection, tenantId, gone, TAKEN_OVER));
  }

  /** Cancels what waits in chats that are muted, in the transaction that mutes them. */
  public Uni<Void> ofMutedChats(
      SqlConnection connection, String tenantId, Collection<ChatKey> chats) {
    List<ChatRow> rows =
        chats.stream().map(chat -> new ChatRow(chat.agentId(), chat.chatId())).toList();
    return connection
        .preparedQuery(OF_CHATS)
        .execute(Tuple.of(tenantId, json.of(rows), MUTED))
        .chain(gone -> tell(connection, tenantId, gone, MUTED));
  }

  private Uni<Void> tell(
      SqlConnection connection, String tenantId, RowSet<Row> gone, String reason) {
    List<ReplyOut> told = new ArrayList<>();
    for (Row row : gone) {
      announcements
          .of(row)
          .map(decision -> decision.unsaid(ReplyAction.IGNORE, Branch.IGNORED, reason))
          .ifPresent(decision -> told.add(decision.event(ids.next())));
    }
    return told.isEmpty() ? Uni.createFrom().voidItem() : events.append(connection, tenantId, told);
  }
}
