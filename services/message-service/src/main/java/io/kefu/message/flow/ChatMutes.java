package io.kefu.message.flow;

import io.kefu.chassis.identity.Identity;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.chat.ContentType;
import io.kefu.message.answer.Decision;
import io.kefu.message.answer.Question;
import io.kefu.message.persistence.JsonRows;
import io.kefu.message.reply.Cancellations;
import io.kefu.message.settings.BotMode;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Stores what commands and silence do to chats, in the decision's transaction: who is muted, and
 * the to-do for what was asked meanwhile, one for each conversation and each time of silence.
 */
@ApplicationScoped
class ChatMutes {

  /** A chat to mute, or to unmute: then without a time. */
  record MuteRow(String agentId, String chatId, Instant mutedAt, String mutedBy) {}

  private record TodoRow(
      UUID todoId,
      UUID conversationId,
      UUID customerId,
      String agentId,
      String chatId,
      String subjectId,
      Instant at) {}

  /** The claims lock the rows. What is muted twice keeps its first time. */
  private static final String MUTE =
      """
      UPDATE chats c SET muted_at = CASE WHEN i.muted_at IS NULL THEN NULL
          ELSE COALESCE(c.muted_at, i.muted_at) END,
        muted_by = i.muted_by
      FROM jsonb_to_recordset($2::text::jsonb) AS i(
        agent_id text, chat_id text, muted_at timestamptz, muted_by text)
      WHERE c.tenant_id = $1 AND c.agent_id = i.agent_id AND c.chat_id = i.chat_id
        AND NOT (i IS DISTINCT FROM i)
      """;

  private static final String TODOS =
      """
      INSERT INTO todos (tenant_id, todo_id, kind, conversation_id, customer_id, agent_id, chat_id,
        subject_id, detail, created_at)
      SELECT $1, todo_id, 'asked_while_muted', conversation_id, customer_id, agent_id, chat_id,
        subject_id, 'asked while the bot is muted; nobody answered', at
      FROM jsonb_to_recordset($2::text::jsonb) AS i(
        todo_id uuid, conversation_id uuid, customer_id uuid, agent_id text, chat_id text,
        subject_id text, at timestamptz)
      ON CONFLICT DO NOTHING
      """;

  private static final Set<String> SILENT =
      Set.of(
          Decision.Ignore.MUTED,
          BotMode.MUTED.silence().orElseThrow(),
          BotMode.SHADOW.silence().orElseThrow());

  private final JsonRows json;
  private final Identity ids;
  private final Cancellations cancellations;

  ChatMutes(JsonRows json, Identity ids, Cancellations cancellations) {
    this.json = json;
    this.ids = ids;
    this.cancellations = cancellations;
  }

  /** What a command does to its chat; null for nothing. */
  static MuteRow mute(ClaimedChat claim, Decision decision, Instant now) {
    return decision instanceof Decision.Command command && command.mute() != null
        ? new MuteRow(
            claim.chat().agentId(),
            claim.chat().chatId(),
            command.mute().on() ? now : null,
            command.mute().on() ? command.mute().by() : null)
        : null;
  }

  /** Whether a muted chat keeps a question from its answer: small talk is none. */
  static boolean asked(Burst burst, Decision decision) {
    return silenced(decision)
        && !BotMode.SHADOW.silence().orElseThrow().equals(Verdicts.reason(decision))
        && (burst.contentType() != ContentType.TEXT || !Question.digest(burst.text()).isEmpty());
  }

  /** Whether a decision is the silence of a muted chat, or of a bot that is kept silent. */
  static boolean silenced(Decision decision) {
    return decision instanceof Decision.Ignore ignored && SILENT.contains(ignored.reason());
  }

  /** Stores it; begins with what is cancelled, before the decisions' own replies are inserted. */
  Uni<Void> store(SqlConnection connection, String tenantId, List<DecidedWork> stored) {
    List<MuteRow> mutes = stored.stream().map(DecidedWork::mute).filter(Objects::nonNull).toList();
    List<TodoRow> todos =
        stored.stream()
            .filter(work -> work.askedWhileMuted() != null && work.row().conversationId() != null)
            .map(this::todo)
            .toList();
    List<Uni<?>> writes = new ArrayList<>();
    if (!mutes.isEmpty()) {
      Tuple rows = Tuple.of(tenantId, json.of(mutes));
      writes.add(connection.preparedQuery(MUTE).execute(rows));
      // What the bot had not let out yet is not said any more.
      writes.add(
          cancellations.ofMutedChats(
              connection,
              tenantId,
              mutes.stream()
                  .filter(mute -> mute.mutedAt() != null)
                  .map(mute -> new ChatKey(tenantId, mute.agentId(), mute.chatId()))
                  .toList()));
    }
    if (!todos.isEmpty()) {
      writes.add(connection.preparedQuery(TODOS).execute(Tuple.of(tenantId, json.of(todos))));
    }
    return writes.isEmpty()
        ? Uni.createFrom().voidItem()
        : Uni.combine().all().unis(writes).with(done -> null);
  }

  private TodoRow todo(DecidedWork work) {
    DecidedWork.DecisionRow row = work.row();
    return new TodoRow(
        ids.next(),
        row.conversationId(),
        row.customerId(),
        row.agentId(),
        row.chatId(),
        row.conversationId() + "/" + work.askedWhileMuted(),
        row.decidedAt());
  }
}
