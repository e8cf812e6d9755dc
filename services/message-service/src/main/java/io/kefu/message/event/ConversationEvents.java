package io.kefu.message.event;

import io.kefu.chassis.identity.Identity;
import io.kefu.contracts.event.ConversationEventKind;
import io.kefu.message.persistence.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Tells that conversations began or changed. The event is made by the database from the rows as the
 * transaction leaves them: the hot path pays one statement a batch, pipelined with the change.
 */
@ApplicationScoped
public class ConversationEvents {

  /**
   * A conversation that changed.
   *
   * @param conversationId conversation, locked by the caller
   * @param kind what changed
   * @param cause stable code
   * @param actor the person behind it; may be null
   */
  public record Changed(
      UUID conversationId, ConversationEventKind kind, String cause, String actor) {}

  private record EventRow(
      UUID eventId, UUID conversationId, ConversationEventKind kind, String cause, String actor) {}

  /** The JSON is a ConversationEvent of contracts; EventOutboxTest reads it as one. */
  private static final String TELL =
      """
      INSERT INTO event_outbox (tenant_id, event_id, topic, key, payload)
      SELECT $1::text, i.event_id, 'conversation.event', $1::text || '/' || v.conversation_id,
        jsonb_strip_nulls(jsonb_build_object(
          'event_id', i.event_id, 'tenant_id', $1::text, 'occurred_at',
          to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'schema_version', 1, 'conversation_id', v.conversation_id, 'agent_id', v.agent_id,
          'chat_id', v.chat_id, 'chat_name', c.chat_name, 'customer_id', v.customer_id,
          'customer_name', k.display_name, 'kind', i.kind, 'status', v.status,
          'handling', v.handling, 'held_by', v.held_by, 'assigned_to', v.assigned_to,
          'cause', i.cause, 'actor', i.actor, 'version', v.version,
          'customer', jsonb_build_object('bucket', k.bucket, 'grade', k.grade,
            'trigger_label', k.trigger_label)))::text
      FROM jsonb_to_recordset($2::text::jsonb) AS i(
        event_id uuid, conversation_id uuid, kind text, cause text, actor text)
      JOIN conversations v ON v.tenant_id = $1 AND v.conversation_id = i.conversation_id
        AND NOT (i IS DISTINCT FROM i)
      JOIN chats c
        ON c.tenant_id = v.tenant_id AND c.agent_id = v.agent_id AND c.chat_id = v.chat_id
      JOIN customers k ON k.tenant_id = v.tenant_id AND k.customer_id = v.customer_id
      """;

  private final JsonRows json;
  private final Identity ids;
  private final OutboxBell bell;

  /** Wires the events. */
  public ConversationEvents(JsonRows json, Identity ids, OutboxBell bell) {
    this.json = json;
    this.ids = ids;
    this.bell = bell;
  }

  /** Tells, in the caller's transaction and after the rows were written. */
  public Uni<Void> tell(SqlConnection connection, String tenantId, List<Changed> changes) {
    if (changes.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<EventRow> rows =
        changes.stream()
            .map(
                change ->
                    new EventRow(
                        ids.next(),
                        change.conversationId(),
                        change.kind(),
                        change.cause(),
                        change.actor()))
            .toList();
    return connection
        .preparedQuery(TELL)
        .execute(Tuple.of(tenantId, json.of(rows)))
        .invoke(bell::ring)
        .replaceWithVoid();
  }

  /**
   * Tells of conversations that began, in the transaction that stores their first message.
   *
   * @param proposed ids under which they were to begin; those that did not are left out
   */
  public Uni<Void> begun(SqlConnection connection, String tenantId, Collection<UUID> proposed) {
    return tell(
        connection,
        tenantId,
        proposed.stream()
            .map(id -> new Changed(id, ConversationEventKind.CREATED, "customer_message", null))
            .toList());
  }
}
