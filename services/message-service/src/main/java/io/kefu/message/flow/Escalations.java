package io.kefu.message.flow;

import io.kefu.chassis.identity.Identity;
import io.kefu.message.handover.HandOverReason;
import io.kefu.message.persistence.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Lays escalated handovers before people as to-dos that come first, in the decision's transaction;
 * one for each conversation and reason as long as it is open.
 */
@ApplicationScoped
class Escalations {

  private record Row(
      UUID todoId,
      UUID conversationId,
      UUID customerId,
      String agentId,
      String chatId,
      String subjectId,
      String detail,
      int priority,
      Instant at) {}

  /** Uses todos_open. */
  private static final String TODOS =
      """
      INSERT INTO todos (tenant_id, todo_id, kind, conversation_id, customer_id, agent_id, chat_id,
        subject_id, detail, priority, created_at)
      SELECT $1, i.todo_id, 'escalated', i.conversation_id, i.customer_id, i.agent_id, i.chat_id,
        i.subject_id, i.detail, i.priority, i.at
      FROM jsonb_to_recordset($2::text::jsonb) AS i(
        todo_id uuid, conversation_id uuid, customer_id uuid, agent_id text, chat_id text,
        subject_id text, detail text, priority smallint, at timestamptz)
      WHERE NOT EXISTS (
        SELECT 1 FROM todos t
        WHERE t.tenant_id = $1 AND t.done_at IS NULL AND t.kind = 'escalated'
          AND t.conversation_id = i.conversation_id AND t.detail = i.detail)
      ON CONFLICT DO NOTHING
      """;

  private final JsonRows json;
  private final Identity ids;

  Escalations(JsonRows json, Identity ids) {
    this.json = json;
    this.ids = ids;
  }

  Uni<Void> store(SqlConnection connection, String tenantId, List<DecidedWork> stored) {
    List<Row> rows =
        stored.stream()
            .filter(work -> work.escalated() != null && work.row().conversationId() != null)
            .map(this::row)
            .toList();
    return rows.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection
            .preparedQuery(TODOS)
            .execute(Tuple.of(tenantId, json.of(rows)))
            .replaceWithVoid();
  }

  private Row row(DecidedWork work) {
    DecidedWork.DecisionRow row = work.row();
    return new Row(
        ids.next(),
        row.conversationId(),
        row.customerId(),
        row.agentId(),
        row.chatId(),
        row.messageId(),
        detail(work.escalated()),
        work.escalated().priority(),
        row.decidedAt());
  }

  private static String detail(HandOverReason reason) {
    return reason.code() + ": a person has to come before others do";
  }
}
