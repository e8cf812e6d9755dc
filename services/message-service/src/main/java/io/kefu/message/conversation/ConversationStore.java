package io.kefu.message.conversation;

import io.kefu.chassis.identity.Identity;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.answer.Speaker;
import io.kefu.contracts.conversation.ConversationStatus;
import io.kefu.contracts.event.ConversationEventKind;
import io.kefu.message.event.ConversationEvents;
import io.kefu.message.handover.Handling;
import io.kefu.message.persistence.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads conversations for change and writes them back with their transitions, inside the caller's
 * transaction. Locks are taken in the order chats, conversations, replies everywhere.
 */
@ApplicationScoped
public class ConversationStore {

  /**
   * A changed conversation.
   *
   * @param before as it was locked
   * @param after as it shall be
   * @param cause stable code, recorded when the status changed
   * @param actor the person behind it; may be null
   */
  public record Change(Conversation before, Conversation after, String cause, String actor) {}

  private record ConversationRow(
      UUID id,
      ConversationStatus status,
      Speaker lastSpeaker,
      Instant lastMessageAt,
      Instant slaAt,
      Instant followUpAt,
      Instant snoozeAt,
      Handling.Mode handling,
      String handoverReason,
      boolean botSilent,
      Instant handoverAt,
      Instant returnAt,
      String heldBy,
      String lastQuestion,
      Instant lastQuestionAt,
      String assignedTo,
      String clarification) {}

  private record TransitionRow(
      UUID transitionId,
      UUID conversationId,
      String fromStatus,
      String toStatus,
      String cause,
      String actor) {}

  private static final String COLUMNS =
      """
      SELECT v.tenant_id, v.conversation_id, v.agent_id, v.chat_id, v.customer_id, k.grade,
        v.status, v.last_speaker, v.last_message_at, v.sla_at, v.follow_up_at, v.snooze_at,
        v.handling, v.handover_reason, v.bot_silent, v.handover_at, v.return_at, v.held_by,
        v.last_question, v.last_question_at, v.assigned_to,
        v.clarification::text AS clarification
      FROM conversations v
      JOIN customers k ON k.tenant_id = v.tenant_id AND k.customer_id = v.customer_id
      """;

  private static final String LOCK =
      COLUMNS
          + """
          WHERE v.tenant_id = $1 AND v.conversation_id = ANY($2)
          ORDER BY v.conversation_id
          FOR NO KEY UPDATE OF v
          """;

  /** Uses conversations_due. */
  private static final String LOCK_DUE =
      COLUMNS
          + """
          WHERE LEAST(v.sla_at, v.follow_up_at, v.snooze_at, v.return_at) <= $1
            AND (v.status <> 'OVERDUE'
              OR LEAST(v.follow_up_at, v.snooze_at, v.return_at) <= $1)
          ORDER BY v.conversation_id LIMIT $2
          FOR NO KEY UPDATE OF v SKIP LOCKED
          """;

  private static final String SAVE =
      """
      UPDATE conversations v SET
        status = i.status, last_speaker = i.last_speaker, last_message_at = i.last_message_at,
        sla_at = i.sla_at, follow_up_at = i.follow_up_at, snooze_at = i.snooze_at,
        handling = i.handling, handover_reason = i.handover_reason, bot_silent = i.bot_silent,
        handover_at = i.handover_at, return_at = i.return_at, held_by = i.held_by,
        last_question = i.last_question, last_question_at = i.last_question_at,
        assigned_to = i.assigned_to,
        clarification = i.clarification::jsonb, updated_at = now(), version = v.version + 1
      FROM jsonb_to_recordset($2::text::jsonb) AS i(
        id uuid, status text, last_speaker text, last_message_at timestamptz, sla_at timestamptz,
        follow_up_at timestamptz, snooze_at timestamptz, handling text, handover_reason text,
        bot_silent boolean, handover_at timestamptz, return_at timestamptz, held_by text,
        last_question text, last_question_at timestamptz, assigned_to text,
        clarification text)
      WHERE v.tenant_id = $1 AND v.conversation_id = i.id AND NOT (i IS DISTINCT FROM i)
      """;

  private static final String TRANSITIONS =
      """
      INSERT INTO transitions
        (tenant_id, transition_id, conversation_id, from_status, to_status, cause, actor, occurred_at)
      SELECT $1, transition_id, conversation_id, from_status, to_status, cause, actor, $3
      FROM jsonb_to_recordset($2::text::jsonb) AS i(
        transition_id uuid, conversation_id uuid, from_status text, to_status text, cause text,
        actor text)
      """;

  private final JsonRows json;
  private final ConversationEvents events;
  private final Identity ids;
  private final Clock clock;

  /** Wires the store. */
  public ConversationStore(JsonRows json, ConversationEvents events, Identity ids, Clock clock) {
    this.json = json;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /** Locks conversations of one tenant until the transaction ends; unknown ids are left out. */
  public Uni<Map<UUID, Conversation>> lock(
      SqlConnection connection, String tenantId, Collection<UUID> conversationIds) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(tenantId, conversationIds.toArray(UUID[]::new)))
        .map(ConversationStore::byId);
  }

  /** Locks conversations of all tenants that time has moved; those locked by others are left. */
  public Uni<Collection<Conversation>> lockDue(SqlConnection connection, Instant now, int most) {
    return connection
        .preparedQuery(LOCK_DUE)
        .execute(Tuple.of(now.atOffset(java.time.ZoneOffset.UTC), most))
        .map(rows -> byId(rows).values());
  }

  /** Writes locked conversations of one tenant back, and records what changed their status. */
  public Uni<Void> save(SqlConnection connection, String tenantId, List<Change> changes) {
    if (changes.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<TransitionRow> moved = new ArrayList<>();
    List<ConversationEvents.Changed> told = new ArrayList<>();
    for (Change change : changes) {
      changed(change)
          .ifPresent(
              kind ->
                  told.add(
                      new ConversationEvents.Changed(
                          change.after().id(), kind, change.cause(), change.actor())));
      ConversationStatus from = change.before().state().status();
      ConversationStatus to = change.after().state().status();
      if (from != to) {
        moved.add(
            new TransitionRow(
                ids.next(),
                change.after().id(),
                from.name(),
                to.name(),
                change.cause(),
                change.actor()));
      }
    }
    Uni<RowSet<Row>> save =
        connection
            .preparedQuery(SAVE)
            .execute(
                Tuple.of(
                    tenantId,
                    json.of(changes.stream().map(change -> row(change.after())).toList())));
    if (moved.isEmpty() && told.isEmpty()) {
      return save.replaceWithVoid();
    }
    // A connection works in order: the events see what was saved.
    return Uni.combine()
        .all()
        .unis(
            save,
            moved.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection
                    .preparedQuery(TRANSITIONS)
                    .execute(
                        Tuple.of(
                            tenantId,
                            json.of(moved),
                            clock.instant().atOffset(java.time.ZoneOffset.UTC)))
                    .replaceWithVoid(),
            events.tell(connection, tenantId, told))
        .with((saved, recorded, announced) -> null);
  }

  /** What others are told of a change: the first kind that fits. */
  private static Optional<ConversationEventKind> changed(Change change) {
    Conversation before = change.before();
    Conversation after = change.after();
    if (before.state().status() != after.state().status()) {
      return Optional.of(ConversationEventKind.STATUS_CHANGED);
    }
    if (before.handling().mode() != after.handling().mode()
        || !Objects.equals(before.handling().heldBy(), after.handling().heldBy())) {
      return Optional.of(ConversationEventKind.HANDLING_CHANGED);
    }
    return Objects.equals(before.assignedTo(), after.assignedTo())
        ? Optional.empty()
        : Optional.of(ConversationEventKind.ASSIGNED);
  }

  private static Map<UUID, Conversation> byId(RowSet<Row> rows) {
    Map<UUID, Conversation> found = new LinkedHashMap<>();
    for (Row row : rows) {
      found.put(row.getUUID("conversation_id"), conversation(row));
    }
    return found;
  }

  private static Conversation conversation(Row row) {
    String speaker = row.getString("last_speaker");
    return new Conversation(
        row.getUUID("conversation_id"),
        new ChatKey(
            row.getString("tenant_id"), row.getString("agent_id"), row.getString("chat_id")),
        row.getUUID("customer_id"),
        row.getString("grade"),
        new ThreadState(
            ConversationStatus.valueOf(row.getString("status")),
            speaker == null ? null : Speaker.valueOf(speaker.toUpperCase(Locale.ROOT)),
            instant(row, "last_message_at"),
            instant(row, "sla_at"),
            instant(row, "follow_up_at"),
            instant(row, "snooze_at")),
        new Handling(
            Handling.Mode.valueOf(row.getString("handling")),
            row.getString("handover_reason"),
            row.getBoolean("bot_silent"),
            instant(row, "handover_at"),
            instant(row, "return_at"),
            row.getString("held_by")),
        row.getString("last_question"),
        instant(row, "last_question_at"),
        row.getString("assigned_to"),
        row.getString("clarification"));
  }

  private static ConversationRow row(Conversation conversation) {
    ThreadState state = conversation.state();
    Handling handling = conversation.handling();
    return new ConversationRow(
        conversation.id(),
        state.status(),
        state.lastSpeaker(),
        state.lastMessageAt(),
        state.slaAt(),
        state.followUpAt(),
        state.snoozeAt(),
        handling.mode(),
        handling.reason(),
        handling.botSilent(),
        handling.since(),
        handling.returnAt(),
        handling.heldBy(),
        conversation.question(),
        conversation.questionAt(),
        conversation.assignedTo(),
        conversation.clarification());
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
