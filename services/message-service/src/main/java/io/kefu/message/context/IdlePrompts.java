package io.kefu.message.context;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.answer.Speaker;
import io.kefu.message.conversation.Conversation;
import io.kefu.message.conversation.ConversationStore;
import io.kefu.message.handover.Handling;
import io.kefu.message.reply.ReplyConfig;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Asks a customer who fell silent after our answer whether it helped: at most once a session, in
 * private chats the bot looks after, never in quiet hours. The question goes out through the outbox
 * as any reply; whether it was asked is stored with it.
 */
@ApplicationScoped
public class IdlePrompts {

  private static final Logger LOG = Logger.getLogger(IdlePrompts.class);
  private static final int BATCH = 50;

  private record Candidate(String tenantId, UUID conversationId) {}

  /**
   * Uses conversations_status by its time; prompted sessions are looked at again, but not asked.
   */
  private static final String IDLE =
      """
      SELECT v.tenant_id, v.conversation_id, v.last_message_at
      FROM conversations v
      JOIN chats c
        ON c.tenant_id = v.tenant_id AND c.agent_id = v.agent_id AND c.chat_id = v.chat_id
      JOIN customers k ON k.tenant_id = v.tenant_id AND k.customer_id = v.customer_id
      LEFT JOIN contexts x
        ON x.tenant_id = v.tenant_id AND x.conversation_id = v.conversation_id
      WHERE v.status = 'WAITING_THEM' AND v.handling = 'BOT' AND v.last_speaker = 'me'
        AND c.chat_type = 'private' AND k.bucket <> 'BLACK'
        AND v.last_message_at > $1 AND v.last_message_at <= $2
        AND (x.prompted_at IS NULL OR x.prompted_at < $4)
      ORDER BY v.last_message_at LIMIT $3
      """;

  private static final String PROMPTED =
      """
      INSERT INTO contexts AS x (tenant_id, conversation_id, prompted_at) VALUES ($1, $2, $3)
      ON CONFLICT (tenant_id, conversation_id) DO UPDATE SET prompted_at = EXCLUDED.prompted_at
      """;

  private static final String REPLY =
      """
      INSERT INTO replies (tenant_id, reply_id, agent_id, chat_id, conversation_id, origin, action,
        content, part, parts, confidence, next_attempt_at, expires_at, created_at)
      VALUES ($1, $2, $3, $4, $5, 'bot', 'reply', $6, 1, 1, 1, now(),
        now() + $7 * interval '1 millisecond', now())
      """;

  private final TenantScope tenants;
  private final ConversationStore conversations;
  private final ContextStore store;
  private final Recall recall;
  private final ContextConfig config;
  private final ReplyConfig replies;
  private final Identity ids;
  private final Clock clock;

  /** Wires the sweep. */
  public IdlePrompts(
      TenantScope tenants,
      ConversationStore conversations,
      ContextStore store,
      Recall recall,
      ContextConfig config,
      ReplyConfig replies,
      Identity ids,
      Clock clock) {
    this.tenants = tenants;
    this.conversations = conversations;
    this.store = store;
    this.recall = recall;
    this.config = config;
    this.replies = replies;
    this.ids = ids;
    this.clock = clock;
  }

  @Scheduled(
      every = "{kefu.message.context.prompt-sweep}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    Instant now = clock.instant();
    if (!config.prompt().enabled() || quiet(now)) {
      return Uni.createFrom().voidItem();
    }
    OffsetDateTime dormant = now.minus(config.dormant()).atOffset(ZoneOffset.UTC);
    return some(dormant, dormant, now.minus(config.idle()).atOffset(ZoneOffset.UTC))
        .onFailure()
        .invoke(failure -> LOG.warnf("idle customers are asked later: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  /** Those who spoke last after a time, page by page. */
  private Uni<Void> some(OffsetDateTime after, OffsetDateTime dormant, OffsetDateTime idle) {
    return tenants
        .acrossTenants(
            connection ->
                connection.preparedQuery(IDLE).execute(Tuple.of(after, idle, BATCH, dormant)))
        .chain(
            rows -> {
              Uni<Void> asked = Uni.createFrom().voidItem();
              OffsetDateTime last = after;
              for (Row row : rows) {
                Candidate candidate =
                    new Candidate(row.getString("tenant_id"), row.getUUID("conversation_id"));
                asked = asked.chain(() -> prompt(candidate));
                last = row.getOffsetDateTime("last_message_at");
              }
              OffsetDateTime next = last;
              return rows.size() < BATCH ? asked : asked.chain(() -> some(next, dormant, idle));
            });
  }

  /** Whether customers are left alone now. */
  boolean quiet(Instant now) {
    LocalTime local = LocalTime.ofInstant(now, config.prompt().zone());
    LocalTime from = config.prompt().quietFrom();
    LocalTime to = config.prompt().quietTo();
    return from.isBefore(to)
        ? !local.isBefore(from) && local.isBefore(to)
        : !local.isBefore(from) || local.isBefore(to);
  }

  private Uni<Void> prompt(Candidate candidate) {
    return tenants.inTransaction(
        candidate.tenantId(),
        connection ->
            conversations
                .lock(connection, candidate.tenantId(), List.of(candidate.conversationId()))
                .chain(
                    locked -> {
                      Conversation thread = locked.get(candidate.conversationId());
                      Instant now = clock.instant();
                      return thread == null || !stillIdle(thread, now)
                          ? Uni.createFrom().voidItem()
                          : store
                              .before(
                                  connection,
                                  candidate.tenantId(),
                                  thread.id(),
                                  now,
                                  config.lines())
                              .chain(known -> ask(connection, thread, known, now));
                    }));
  }

  private boolean stillIdle(Conversation thread, Instant now) {
    return thread.state().lastSpeaker() == Speaker.ME
        && thread.state().lastMessageAt() != null
        && !thread.state().lastMessageAt().isAfter(now.minus(config.idle()))
        && thread.handling().at(now).mode() == Handling.Mode.BOT;
  }

  private Uni<Void> ask(
      SqlConnection connection, Conversation thread, ContextStore.Remembered known, Instant now) {
    SessionContext session = recall.session(known.lines(), now);
    boolean askedAlready =
        session.startedAt() == null
            || (known.promptedAt() != null && !known.promptedAt().isBefore(session.startedAt()));
    if (askedAlready) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(PROMPTED)
        .execute(Tuple.of(thread.chat().tenantId(), thread.id(), now.atOffset(ZoneOffset.UTC)))
        .chain(
            () ->
                connection
                    .preparedQuery(REPLY)
                    .execute(
                        Tuple.tuple()
                            .addString(thread.chat().tenantId())
                            .addUUID(ids.next())
                            .addString(thread.chat().agentId())
                            .addString(thread.chat().chatId())
                            .addUUID(thread.id())
                            .addString(config.prompt().text())
                            .addLong(replies.expiry().toMillis())))
        .replaceWithVoid();
  }
}
