package io.kefu.message.handover;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.chassis.tracing.TraceContext;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.chat.ReplyOrigin;
import io.kefu.contracts.conversation.SendRequest;
import io.kefu.message.conversation.Conversation;
import io.kefu.message.conversation.ConversationStore;
import io.kefu.message.persistence.JsonRows;
import io.kefu.message.reply.Cancellations;
import io.kefu.message.reply.LimitSource;
import io.kefu.message.reply.Outbox;
import io.kefu.message.reply.OutboxPart;
import io.kefu.message.reply.Pacing;
import io.kefu.message.reply.ReplyConfig;
import io.kefu.message.reply.ReplyPublisher;
import io.kefu.message.reply.ReplyShape;
import io.kefu.message.reply.ReplySplitter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * An operator writes to a customer. Whoever writes has taken the conversation over: it is held by
 * that operator, and what the bot has not yet sent is cancelled. The text goes out past the chat's
 * worker, who may be waiting for a model.
 */
@ApplicationScoped
public class OperatorSend {

  private static final Logger LOG = Logger.getLogger(OperatorSend.class);

  /** Characters of one message to a customer. */
  public static final int MAX_CHARACTERS = 4_000;

  private record Stored(List<OutboxPart> parts) {}

  private static final String CHAT =
      """
      SELECT c.chat_name, v.conversation_id
      FROM chats c
      LEFT JOIN LATERAL (
        SELECT conversation_id FROM conversations v
        WHERE v.tenant_id = c.tenant_id AND v.agent_id = c.agent_id AND v.chat_id = c.chat_id
        ORDER BY v.last_message_at DESC NULLS LAST LIMIT 1) v ON true
      WHERE c.tenant_id = $1 AND c.agent_id = $2 AND c.chat_id = $3
      """;

  private static final String INSERT =
      """
      INSERT INTO replies (tenant_id, reply_id, agent_id, chat_id, conversation_id, origin, actor,
        action, content, part, parts, mention, confidence, next_attempt_at, expires_at, created_at,
        attempts, published_at, not_before, slot_at, released_at)
      SELECT $1, i.reply_id, $3, $4, $5, 'operator', $6, 'reply', i.content, i.part, i.parts,
        i.mention, 1, i.next_attempt_at, i.expires_at, i.created_at, 0, NULL,
        i.not_before, i.slot_at, i.released_at
      FROM jsonb_to_recordset($2::text::jsonb) AS i(
        reply_id uuid, content text, part int, parts int, mention text,
        next_attempt_at timestamptz, expires_at timestamptz, created_at timestamptz,
        not_before timestamptz, slot_at timestamptz, released_at timestamptz)
      """;

  private final TenantScope tenants;
  private final ConversationStore conversations;
  private final Cancellations cancellations;
  private final ReplyPublisher publisher;
  private final ReplyConfig replies;
  private final LimitSource limits;
  private final HandoverConfig handover;
  private final Identity ids;
  private final JsonRows json;
  private final Clock clock;
  private final Pacing pacing;

  /** Wires the sending. */
  public OperatorSend(
      TenantScope tenants,
      ConversationStore conversations,
      Cancellations cancellations,
      ReplyPublisher publisher,
      ReplyConfig replies,
      LimitSource limits,
      HandoverConfig handover,
      Identity ids,
      JsonRows json,
      Clock clock) {
    this.tenants = tenants;
    this.conversations = conversations;
    this.cancellations = cancellations;
    this.publisher = publisher;
    this.replies = replies;
    this.limits = limits;
    this.handover = handover;
    this.ids = ids;
    this.json = json;
    this.clock = clock;
    this.pacing = new Pacing(RandomGenerator.getDefault());
  }

  /**
   * Stores the text in the outbox and publishes it; completes when it is stored, whether Kafka is
   * there or not.
   *
   * @param operator who writes; empty for a program, which takes nothing over
   * @return ids of the parts, in order
   * @throws ProblemException when the text or the chat is not fit for it, and 409 when another
   *     operator holds the conversation
   */
  public Uni<List<UUID>> send(String tenantId, SendRequest request, Optional<String> operator) {
    check(request);
    ChatKey chat = new ChatKey(tenantId, request.agentId(), request.chatId());
    return tenants
        .inTransaction(tenantId, connection -> store(connection, chat, request, operator))
        .invoke(stored -> publish(stored.parts()))
        .map(stored -> stored.parts().stream().map(OutboxPart::replyId).toList());
  }

  private static void check(SendRequest request) {
    List<Problem.FieldError> errors = new ArrayList<>();
    if (request.agentId().isBlank() || request.agentId().indexOf('/') >= 0) {
      errors.add(new Problem.FieldError("agent_id", "name an agent, without a slash"));
    }
    if (request.chatId().isBlank()) {
      errors.add(new Problem.FieldError("chat_id", "name a chat"));
    }
    String content = request.content().strip();
    if (content.isEmpty() || content.indexOf('\0') >= 0) {
      errors.add(new Problem.FieldError("content", "write something, without NUL characters"));
    } else if (content.codePointCount(0, content.length()) > MAX_CHARACTERS) {
      errors.add(
          new Problem.FieldError("content", "must not exceed " + MAX_CHARACTERS + " characters"));
    }
    if (!errors.isEmpty()) {
      throw new ProblemException(
          400, "invalid_request", "Correct the fields listed under errors.", errors);
    }
  }

  private Uni<Stored> store(
      SqlConnection connection, ChatKey chat, SendRequest request, Optional<String> operator) {
    return connection
        .preparedQuery(CHAT)
        .execute(Tuple.of(chat.tenantId(), chat.agentId(), chat.chatId()))
        .chain(found -> store(connection, chat, request, operator, row(found)));
  }

  private static Row row(RowSet<Row> found) {
    if (found.size() == 0) {
      throw new ProblemException(
          404,
          "chat_unknown",
          "This agent has reported no such chat; use a chat_id from its conversations.");
    }
    return found.iterator().next();
  }

  private Uni<Stored> store(
      SqlConnection connection,
      ChatKey chat,
      SendRequest request,
      Optional<String> operator,
      Row found) {
    UUID thread = found.getUUID("conversation_id");
    List<OutboxPart> parts = parts(chat, found.getString("chat_name"), thread, request, operator);
    Uni<Void> taken =
        thread == null || operator.isEmpty()
            ? Uni.createFrom().voidItem()
            : takeOver(connection, chat, thread, operator.get());
    return taken
        .chain(
            () ->
                connection
                    .preparedQuery(INSERT)
                    .execute(
                        Tuple.of(
                            chat.tenantId(),
                            json.of(parts),
                            chat.agentId(),
                            chat.chatId(),
                            thread,
                            operator.orElse(null))))
        .replaceWith(new Stored(parts));
  }

  private Uni<Void> takeOver(SqlConnection connection, ChatKey chat, UUID thread, String operator) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return conversations
        .lock(connection, chat.tenantId(), List.of(thread))
        .chain(
            locked -> {
              Conversation before = locked.get(thread);
              Handling handling = before.handling().at(now);
              OperatorDesk.refuseOthers(handling, operator);
              Conversation after =
                  before.with(handling.heldBy(operator, now, now.plus(handover.heldFor())));
              return conversations.save(
                  connection,
                  chat.tenantId(),
                  List.of(
                      new ConversationStore.Change(before, after, "operator_message", operator)));
            })
        .chain(() -> cancellations.ofConversation(connection, chat.tenantId(), thread));
  }

  private List<OutboxPart> parts(
      ChatKey chat, String chatName, UUID thread, SendRequest request, Optional<String> operator) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    ReplyShape shape = limits.shape(chat.tenantId());
    List<String> texts =
        ReplySplitter.split(request.content(), shape.maxCharacters(), shape.splitAbove());
    List<Duration> gaps = pacing.gaps(texts.size(), shape);
    List<OutboxPart> parts = new ArrayList<>(texts.size());
    Instant at = now;
    for (int i = 0; i < texts.size(); i++) {
      at = i == 0 ? now : at.plus(gaps.get(i - 1));
      parts.add(
          new OutboxPart(
              ids.next(),
              chat,
              chatName,
              null,
              thread,
              ReplyOrigin.OPERATOR,
              ReplyAction.REPLY,
              texts.get(i),
              i + 1,
              texts.size(),
              i == 0 ? request.mention() : null,
              1,
              // Published at once; the agent keeps the pauses.
              i == 0 ? null : at,
              0,
              null,
              // Due for the sweep only when publishing right now did not work out.
              now.plus(replies.publishTimeout()),
              now.plus(replies.expiry()),
              now,
              // Not limited, but it counts.
              at,
              now,
              null,
              true,
              operator.orElse(null),
              TraceContext.current()));
    }
    return parts;
  }

  private void publish(List<OutboxPart> parts) {
    Multi.createFrom()
        .iterable(parts)
        .onItem()
        .transformToUniAndConcatenate(publisher::publish)
        .collect()
        .last()
        .ifNoItem()
        .after(replies.publishTimeout())
        .fail()
        .chain(() -> remember(parts))
        .subscribe()
        .with(
            done -> {},
            failure -> LOG.warnf("an operator's text waits for the sweep: %s", failure));
  }

  private Uni<Void> remember(List<OutboxPart> parts) {
    String tenantId = parts.getFirst().chat().tenantId();
    List<Outbox.Published> published =
        parts.stream()
            .map(
                part ->
                    new Outbox.Published(
                        part.replyId(), 1, part.createdAt(), replies.firstRetry().toMillis()))
            .toList();
    return tenants.inTransaction(
        tenantId, connection -> Outbox.published(connection, tenantId, json.of(published)));
  }
}
