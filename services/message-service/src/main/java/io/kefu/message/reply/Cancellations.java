package io.kefu.message.reply;

import io.kefu.chassis.identity.Identity;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.message.event.Events;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Takes back what the bot has not let out yet, when an operator takes a conversation. A decision
 * travels with the first part of its reply; when that part never goes, what became of it is told
 * through the event outbox, with the transaction in which it is cancelled: statistics would wait
 * for it for ever.
 */
@ApplicationScoped
public class Cancellations {

  private static final String CANCEL =
      """
      WITH gone AS (
        UPDATE replies SET status = 'CANCELLED', error = 'operator_took_over', ended_at = now(),
          slot_at = NULL
        WHERE tenant_id = $1 AND conversation_id = $2 AND status = 'PENDING' AND origin = 'bot'
          AND released_at IS NULL
        RETURNING tenant_id, agent_id, chat_id, message_id, part, published_at)
      SELECT g.tenant_id, g.agent_id, g.chat_id,\s"""
          + Announcements.COLUMNS
          + """
          FROM gone g
          JOIN decisions d ON d.tenant_id = g.tenant_id AND d.agent_id = g.agent_id
            AND d.message_id = g.message_id
          WHERE g.part = 1 AND g.published_at IS NULL
          """;

  private final Announcements announcements;
  private final Events events;
  private final Identity ids;

  /** Wires the outbox. */
  public Cancellations(Announcements announcements, Events events, Identity ids) {
    this.announcements = announcements;
    this.events = events;
    this.ids = ids;
  }

  /** Cancels in the caller's transaction, which holds the conversation's row. */
  public Uni<Void> ofConversation(SqlConnection connection, String tenantId, UUID conversationId) {
    return connection
        .preparedQuery(CANCEL)
        .execute(Tuple.of(tenantId, conversationId))
        .chain(
            rows -> {
              List<ReplyOut> told = new ArrayList<>();
              for (Row row : rows) {
                announcements
                    .of(row)
                    .map(
                        decision ->
                            decision.unsaid(
                                ReplyAction.IGNORE, Branch.IGNORED, "operator_took_over"))
                    .ifPresent(decision -> told.add(decision.event(ids.next())));
              }
              return events.append(connection, tenantId, told);
            });
  }
}
