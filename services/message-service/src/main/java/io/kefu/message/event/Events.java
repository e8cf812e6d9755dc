package io.kefu.message.event;

import io.kefu.contracts.ChatKey;
import io.kefu.contracts.Topics;
import io.kefu.contracts.event.ConversationEvent;
import io.kefu.contracts.event.CustomerEvent;
import io.kefu.contracts.event.ErpSync;
import io.kefu.contracts.event.Event;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.contracts.event.ReplyOutKind;
import io.kefu.message.persistence.DataKeys;
import io.kefu.message.persistence.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/**
 * Tells others what happened, with the transaction in which it happens: an event is published after
 * the commit, at least once, and never when the transaction fails. Events about one thing keep the
 * order in which they were appended as long as their writers hold that thing's row.
 */
@ApplicationScoped
public class Events {

  private record EventRow(UUID eventId, String topic, String key, String payload) {}

  private static final String INSERT =
      """
      INSERT INTO event_outbox (tenant_id, event_id, topic, key, payload)
      SELECT $1, event_id, topic, key, payload
      FROM jsonb_to_recordset($2::text::jsonb) AS i(
        event_id uuid, topic text, key text, payload text)
      """;

  private final JsonRows json;
  private final DataKeys keys;
  private final OutboxBell bell;

  /** Wires the outbox. */
  public Events(JsonRows json, DataKeys keys, OutboxBell bell) {
    this.json = json;
    this.keys = keys;
    this.bell = bell;
  }

  /**
   * Appends events in the caller's transaction.
   *
   * @param tenantId tenant of every event
   * @throws IllegalArgumentException for an event that message-service does not tell
   */
  public Uni<Void> append(SqlConnection connection, String tenantId, List<? extends Event> events) {
    if (events.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<EventRow> rows = events.stream().map(this::row).toList();
    return connection
        .preparedQuery(INSERT)
        .execute(Tuple.of(tenantId, json.of(rows)))
        .invoke(bell::ring)
        .replaceWithVoid();
  }

  private EventRow row(Event event) {
    return switch (event) {
      case ErpSync sync ->
          new EventRow(
              sync.eventId(),
              Topics.ERP_SYNC,
              sync.tenantId() + '/' + sync.customerId(),
              // May hold a phone number, which never lies open in the database.
              keys.ring()
                  .map(ring -> ring.seal(json.text(sync), label(sync.tenantId(), sync.eventId())))
                  .orElseGet(() -> json.text(sync)));
      case ConversationEvent thread ->
          new EventRow(
              thread.eventId(),
              Topics.CONVERSATION_EVENT,
              thread.tenantId() + '/' + thread.conversationId(),
              json.text(thread));
      case CustomerEvent told ->
          new EventRow(
              told.eventId(),
              Topics.CUSTOMER_EVENT,
              told.tenantId() + '/' + told.customerId(),
              json.text(told));
      case ReplyOut unsaid when unsaid.kind() == ReplyOutKind.DECISION ->
          new EventRow(
              unsaid.eventId(),
              Topics.REPLY_OUT,
              new ChatKey(unsaid.tenantId(), unsaid.agentId(), unsaid.decided().chatId())
                  .toRecordKey(),
              json.text(unsaid));
      default ->
          throw new IllegalArgumentException(
              event.getClass().getSimpleName() + " is not told through this outbox");
    };
  }

  static String label(String tenantId, UUID eventId) {
    return tenantId + "|event_outbox|" + eventId + "|payload";
  }
}
