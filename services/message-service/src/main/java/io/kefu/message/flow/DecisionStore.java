package io.kefu.message.flow;

import io.kefu.chassis.persistence.DatabaseFault;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.conversation.Conversation;
import io.kefu.message.conversation.ConversationStore;
import io.kefu.message.persistence.GroupCommit;
import io.kefu.message.persistence.JsonRows;
import io.kefu.message.reply.Outbox;
import io.kefu.message.reply.OutboxPart;
import io.kefu.message.reply.SendSchedule;
import io.kefu.message.reply.SendSlots;
import io.kefu.message.reply.SendTarget;
import io.kefu.message.rules.EffectStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stores what was decided: decision, replies, conversation and the inbox's state in one transaction
 * (design.md, promise 2), for many chats together. A claim that is lost stores nothing; a
 * conversation that an operator took meanwhile gets no reply.
 */
@ApplicationScoped
public class DecisionStore {

  private static final int MAX_BATCH = 64;

  /** Two transactions at a time keep the database busy while results are read. */
  private static final int MAX_IN_FLIGHT = 2;

  private record MessageRow(String agentId, String messageId, String decidedBy) {}

  private static final String DECISIONS =
      """
      WITH fresh AS (
        INSERT INTO decisions (tenant_id, agent_id, message_id, chat_id, conversation_id,
          customer_id, action, branch, content, confidence, reason, evidence, provider, model,
          tokens_in, tokens_out, rule_id, receive_ms, retrieve_ms, generate_ms, received_at,
          decided_at, message_ids, customer_bucket, customer_grade, customer_label, cost_micros,
          question, shadow)
        SELECT $1, agent_id, message_id, chat_id, conversation_id, customer_id, action, branch,
          content, confidence, reason, evidence, provider, model, tokens_in, tokens_out, rule_id,
          receive_ms, retrieve_ms, generate_ms, received_at, decided_at, message_ids,
          customer_bucket, customer_grade, customer_label, cost_micros, question, shadow
        FROM jsonb_to_recordset($2::text::jsonb) AS i(
          agent_id text, message_id text, chat_id text, conversation_id uuid, customer_id uuid,
          action text, branch text, content text, confidence double precision, reason text,
          evidence jsonb, provider text, model text, tokens_in bigint, tokens_out bigint,
          rule_id text, receive_ms bigint, retrieve_ms bigint, generate_ms bigint,
          received_at timestamptz, decided_at timestamptz, message_ids text[],
          customer_bucket text, customer_grade text, customer_label text, cost_micros bigint,
          question text, shadow jsonb)
        ON CONFLICT DO NOTHING
        RETURNING agent_id, message_id)
      INSERT INTO replies (tenant_id, reply_id, agent_id, chat_id, message_id, conversation_id,
        origin, action, content, part, parts, mention, confidence, not_before, next_attempt_at,
        expires_at, created_at, slot_at, released_at, status, error, ended_at)
      SELECT $1, r.reply_id, r.agent_id, r.chat_id, r.message_id, r.conversation_id, r.origin,
        r.action, r.content, r.part, r.parts, r.mention, r.confidence, r.not_before,
        r.next_attempt_at, r.expires_at, r.created_at, r.slot_at, r.released_at, r.status,
        r.error, r.ended_at
      FROM jsonb_to_recordset($3::text::jsonb) AS r(
        reply_id uuid, agent_id text, chat_id text, message_id text, conversation_id uuid,
        origin text, action text, content text, part int, parts int, mention text,
        confidence double precision, not_before timestamptz, next_attempt_at timestamptz,
        expires_at timestamptz, created_at timestamptz, slot_at timestamptz,
        released_at timestamptz, status text, error text, ended_at timestamptz)
      JOIN fresh USING (agent_id, message_id)
      """;

  private static final String INBOX =
      """
      UPDATE inbox b SET state = 'DECIDED', decided_by = i.decided_by
      FROM jsonb_to_recordset($2::text::jsonb) AS i(
        agent_id text, message_id text, decided_by text)
      WHERE b.tenant_id = $1 AND b.agent_id = i.agent_id AND b.message_id = i.message_id
        AND NOT (i IS DISTINCT FROM i)
      """;

  /** Marks for the ERP (CustomerSync) what is worth it: not every message, but each tenth. */
  private static final String CUSTOMERS =
      """
      WITH talked AS (
        SELECT customer_id, sum(messages) AS messages, max(score) AS score,
          max(trigger_label) AS trigger_label, max(bucket) AS bucket,
          bool_or(white_proposed) AS white_proposed, bool_or(quote_requested) AS quote_requested
        FROM jsonb_to_recordset($2::text::jsonb) AS i(
          customer_id uuid, messages int, score int, trigger_label text, bucket text,
          white_proposed boolean, quote_requested boolean)
        WHERE NOT (i IS DISTINCT FROM i)
        GROUP BY customer_id),
      locked AS (
        SELECT t.* FROM customers k JOIN talked t USING (customer_id)
        WHERE k.tenant_id = $1
        ORDER BY k.customer_id FOR NO KEY UPDATE OF k)
      UPDATE customers k SET last_active_at = now(), message_count = message_count + l.messages,
        intent_score = GREATEST(k.intent_score, l.score),
        trigger_label = COALESCE(l.trigger_label, k.trigger_label),
        bucket = CASE WHEN k.k_code IS NOT NULL THEN 'WHITE' ELSE COALESCE(l.bucket, k.bucket) END,
        white_proposed = k.k_code IS NULL AND (k.white_proposed OR l.white_proposed),
        has_quote_request = k.has_quote_request OR l.quote_requested,
        graded_at = CASE WHEN l.score > k.intent_score OR l.quote_requested > k.has_quote_request
          OR k.last_active_at < now() - interval '7 days' THEN NULL ELSE k.graded_at END,
        sync_since = CASE WHEN l.score > k.intent_score OR l.quote_requested > k.has_quote_request
          OR (k.k_code IS NULL AND COALESCE(l.bucket, k.bucket) <> k.bucket)
          OR (k.message_count + l.messages) / 10 > k.message_count / 10
          THEN COALESCE(k.sync_since, now()) ELSE k.sync_since END,
        sync_urgent = k.sync_urgent OR l.quote_requested > k.has_quote_request,
        sync_causes = CASE WHEN l.quote_requested > k.has_quote_request
          THEN k.sync_causes || 'quote_requested'::text ELSE k.sync_causes END
      FROM locked l
      WHERE k.tenant_id = $1 AND k.customer_id = l.customer_id
      """;

  /** What became of a decision. */
  public sealed interface Outcome {}

  /**
   * It is stored.
   *
   * @param work what was stored, with the replies to publish
   */
  public record Committed(DecidedWork work) implements Outcome {}

  /** The claim was lost: somebody else works on the chat now; nothing was stored. */
  public record ClaimLost() implements Outcome {}

  private final TenantScope tenants;
  private final JsonRows json;
  private final ConversationStore conversations;
  private final SendSlots slots;
  private final EffectStore effects;
  private final ChatMutes mutes;
  private final Escalations escalations;
  private final Map<String, GroupCommit<UndecidedWork, Outcome>> byTenant =
      new ConcurrentHashMap<>();

  /** Wires the store. */
  DecisionStore(
      TenantScope tenants,
      JsonRows json,
      ConversationStore conversations,
      SendSlots slots,
      EffectStore effects,
      ChatMutes mutes,
      Escalations escalations) {
    this.tenants = tenants;
    this.json = json;
    this.conversations = conversations;
    this.slots = slots;
    this.effects = effects;
    this.mutes = mutes;
    this.escalations = escalations;
  }

  /** Stores one decision; completes when it is committed. */
  public CompletableFuture<Outcome> store(UndecidedWork work) {
    return byTenant
        .computeIfAbsent(
            work.chat().tenantId(),
            tenant ->
                new GroupCommit<>(
                    MAX_BATCH,
                    MAX_IN_FLIGHT,
                    DatabaseFault::isData,
                    batch ->
                        flush(tenant, batch)
                            .onFailure(DatabaseFault::isConflict)
                            .retry()
                            .atMost(3)))
        .submit(work);
  }

  private Uni<List<Outcome>> flush(String tenantId, List<UndecidedWork> batch) {
    return tenants.inTransaction(tenantId, connection -> flush(connection, tenantId, batch));
  }

  private Uni<List<Outcome>> flush(
      SqlConnection connection, String tenantId, List<UndecidedWork> batch) {
    List<UUID> threads =
        batch.stream()
            .map(UndecidedWork::conversationId)
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    List<SendTarget> targets =
        batch.stream().map(UndecidedWork::target).filter(Objects::nonNull).toList();
    return Uni.combine()
        .all()
        .unis(
            HeldClaims.lock(connection, json, tenantId, batch),
            conversations.lock(connection, tenantId, threads),
            slots.schedule(connection, tenantId, targets))
        .asTuple()
        .chain(
            locked ->
                write(
                    connection,
                    tenantId,
                    batch,
                    locked.getItem1(),
                    locked.getItem2(),
                    locked.getItem3()));
  }

  private Uni<List<Outcome>> write(
      SqlConnection connection,
      String tenantId,
      List<UndecidedWork> batch,
      HeldClaims held,
      Map<UUID, Conversation> threads,
      SendSchedule schedule) {
    List<Outcome> outcomes = new ArrayList<>(batch.size());
    List<DecidedWork> stored = new ArrayList<>(batch.size());
    List<ConversationStore.Change> changes = new ArrayList<>();
    for (UndecidedWork work : batch) {
      if (!held.hold(work)) {
        outcomes.add(new ClaimLost());
        continue;
      }
      Conversation before =
          work.conversationId() == null ? null : threads.get(work.conversationId());
      DecidedWork decided = work.against(before, schedule, held.mutedAt(work));
      stored.add(decided);
      outcomes.add(new Committed(decided));
      if (before != null) {
        // Two bursts of one conversation are never in one batch: a chat stores one at a time.
        changes.add(
            new ConversationStore.Change(before, decided.conversation(), decided.cause(), null));
      }
    }
    if (stored.isEmpty()) {
      return Uni.createFrom().item(outcomes);
    }
    return Uni.combine()
        .all()
        .unis(
            mutes.store(connection, tenantId, stored),
            escalations.store(connection, tenantId, stored),
            conversations.save(connection, tenantId, changes),
            connection
                .preparedQuery(DECISIONS)
                .execute(
                    Tuple.of(
                        tenantId,
                        json.of(stored.stream().map(DecidedWork::row).toList()),
                        json.of(
                            stored.stream().flatMap(work -> work.replyRows().stream()).toList()))),
            connection
                .preparedQuery(INBOX)
                .execute(Tuple.of(tenantId, json.of(messageRows(stored)))),
            connection
                .preparedQuery(CUSTOMERS)
                .execute(Tuple.of(tenantId, json.of(customerRows(stored)))),
            Outbox.todo(
                connection,
                tenantId,
                refused(stored),
                "reply_rate_limited",
                "The sending limits left no time for this reply; answer the customer yourself."),
            effects.store(
                connection,
                tenantId,
                stored.stream().map(DecidedWork::effects).filter(Objects::nonNull).toList()))
        .with(
            (muted, escalated, threadsSaved, decisions, inbox, customers, todos, beside) ->
                outcomes);
  }

  private static List<UUID> refused(List<DecidedWork> stored) {
    return stored.stream()
        .flatMap(work -> work.refused().stream().limit(1))
        .map(OutboxPart::replyId)
        .toList();
  }

  private static List<MessageRow> messageRows(List<DecidedWork> stored) {
    return stored.stream()
        .flatMap(
            work ->
                work.messageIds().stream()
                    .map(id -> new MessageRow(work.chat().agentId(), id, work.row().messageId())))
        .toList();
  }

  private static List<DecidedWork.SignalRow> customerRows(List<DecidedWork> stored) {
    return stored.stream().map(DecidedWork::signal).filter(Objects::nonNull).toList();
  }
}
