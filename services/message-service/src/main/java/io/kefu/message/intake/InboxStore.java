package io.kefu.message.intake;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.ChatKey;
import io.kefu.contracts.chat.Attachment;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.chat.Quote;
import io.kefu.message.customer.Identification;
import io.kefu.message.event.ConversationEvents;
import io.kefu.message.persistence.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Writes arrivals into the durable inbox: one transaction a batch, its statements sent without
 * waiting for each other's answers. The chats' rows are locked first and in order, so that two
 * replicas that happen to hold the same chat store its messages one after the other.
 */
@ApplicationScoped
public class InboxStore {

  /**
   * What came of a batch.
   *
   * @param stored new messages
   * @param redelivered known by their id
   * @param repeated new ids, but rows that were seen before
   * @param nextDue how long until the first chat of the batch is due
   */
  public record Stored(int stored, int redelivered, int repeated, Duration nextDue) {}

  private record ChatRow(
      String agentId, String chatId, ChatType chatType, String chatName, int size, long waitMs) {}

  private record SenderRow(
      String kind, String scope, String value, UUID customerId, String name, String wechatId) {}

  private record ThreadRow(
      String agentId, String chatId, String kind, String scope, String value, UUID id) {}

  private record MessageRow(
      int pos,
      String agentId,
      String chatId,
      String messageId,
      ChatType chatType,
      String chatName,
      String senderId,
      String senderName,
      ContentType contentType,
      String content,
      Instant saidAt,
      Instant receivedAt,
      boolean mentioned,
      boolean own,
      UUID fingerprint,
      String repeatOf,
      Quote quote,
      Attachment attachment,
      String kind,
      String scope,
      String value) {}

  private static final String CHATS =
      """
      INSERT INTO chats AS c
        (tenant_id, agent_id, chat_id, chat_type, chat_name, due_at, burst_started_at, burst_size)
      SELECT $1, i.agent_id, i.chat_id, i.chat_type, i.chat_name,
        now() + i.wait_ms * interval '1 millisecond', now(), i.size
      FROM jsonb_to_recordset($2::text::jsonb) AS i(
        agent_id text, chat_id text, chat_type text, chat_name text, size int, wait_ms bigint)
      ORDER BY i.agent_id, i.chat_id
      ON CONFLICT (tenant_id, agent_id, chat_id) DO UPDATE SET
        chat_type = EXCLUDED.chat_type,
        chat_name = EXCLUDED.chat_name,
        due_at = CASE
          WHEN c.due_at <= now() THEN c.due_at
          WHEN c.burst_size + EXCLUDED.burst_size >= $3 THEN now()
          ELSE LEAST(EXCLUDED.due_at,
            COALESCE(c.burst_started_at, now()) + $4 * interval '1 millisecond') END,
        burst_started_at = COALESCE(c.burst_started_at, now()),
        burst_size = c.burst_size + EXCLUDED.burst_size
      RETURNING GREATEST(0, extract(epoch FROM due_at - now()) * 1000)::bigint AS due_ms
      """;

  private static final String SENDERS =
      """
      WITH i AS (
        SELECT * FROM jsonb_to_recordset($2::text::jsonb) AS i(
          kind text, scope text, value text, customer_id uuid, name text, wechat_id text)),
      fresh AS (
        INSERT INTO customer_identities (tenant_id, kind, scope, value, customer_id)
        SELECT $1, kind, scope, value, customer_id FROM i ORDER BY kind, scope, value
        ON CONFLICT DO NOTHING
        RETURNING customer_id)
      INSERT INTO customers (tenant_id, customer_id, display_name, wechat_id)
      SELECT $1, i.customer_id, i.name, i.wechat_id FROM i JOIN fresh USING (customer_id)
      """;

  private static final String CONVERSATIONS =
      """
      INSERT INTO conversations (tenant_id, conversation_id, agent_id, chat_id, customer_id)
      SELECT $1, i.id, i.agent_id, i.chat_id, k.customer_id
      FROM jsonb_to_recordset($2::text::jsonb) AS i(
        agent_id text, chat_id text, kind text, scope text, value text, id uuid)
      JOIN customer_identities k
        ON k.tenant_id = $1 AND k.kind = i.kind AND k.scope = i.scope AND k.value = i.value
      ORDER BY i.agent_id, i.chat_id, k.customer_id
      ON CONFLICT DO NOTHING
      """;

  private static final String MESSAGES =
      """
      WITH i AS (
        SELECT i.*, COALESCE(i.repeat_of, (
            SELECT p.message_id FROM inbox p
            WHERE p.tenant_id = $1 AND p.agent_id = i.agent_id AND p.fingerprint = i.fingerprint
              AND p.message_id <> i.message_id AND p.state <> 'REPEATED'
              AND p.said_at BETWEEN i.said_at - $3 * interval '1 millisecond'
                AND i.said_at + $3 * interval '1 millisecond'
            ORDER BY p.seq LIMIT 1)) AS repeats
        FROM jsonb_to_recordset($2::text::jsonb) AS i(
          pos int, agent_id text, chat_id text, message_id text, chat_type text, chat_name text,
          sender_id text, sender_name text, content_type text, content text,
          said_at timestamptz, received_at timestamptz, mentioned boolean, own boolean,
          fingerprint uuid, repeat_of text, quote jsonb, attachment jsonb,
          kind text, scope text, value text)),
      fresh AS (
        INSERT INTO inbox (tenant_id, agent_id, message_id, chat_id, received_at, said_at,
          fingerprint, state, decided_by)
        SELECT $1, agent_id, message_id, chat_id, received_at, said_at, fingerprint,
          CASE WHEN repeats IS NULL THEN 'PENDING' ELSE 'REPEATED' END, repeats
        FROM i ORDER BY pos
        ON CONFLICT DO NOTHING
        RETURNING agent_id, message_id, seq, state),
      stored AS (
        INSERT INTO messages (tenant_id, seq, received_at, agent_id, message_id, chat_id,
          chat_type, chat_name, sender_id, sender_name, customer_id, conversation_id,
          content_type, content, said_at, mentioned, own, quote, attachment)
        SELECT $1, f.seq, i.received_at, i.agent_id, i.message_id, i.chat_id,
          i.chat_type, i.chat_name, i.sender_id, i.sender_name, k.customer_id,
          COALESCE(v.conversation_id, CASE WHEN i.own AND i.chat_type = 'private' THEN (
            SELECT o.conversation_id FROM conversations o
            WHERE o.tenant_id = $1 AND o.agent_id = i.agent_id AND o.chat_id = i.chat_id
            ORDER BY o.last_message_at DESC NULLS LAST LIMIT 1) END),
          i.content_type, i.content, i.said_at, i.mentioned, i.own, i.quote, i.attachment
        FROM fresh f
        JOIN i USING (agent_id, message_id)
        LEFT JOIN customer_identities k
          ON k.tenant_id = $1 AND k.kind = i.kind AND k.scope = i.scope AND k.value = i.value
        LEFT JOIN conversations v
          ON v.tenant_id = $1 AND v.agent_id = i.agent_id AND v.chat_id = i.chat_id
            AND v.customer_id = k.customer_id
        WHERE f.state = 'PENDING'
        ORDER BY f.seq)
      SELECT state FROM fresh
      """;

  private final TenantScope tenants;
  private final JsonRows json;
  private final Identity ids;
  private final MergePolicy merging;
  private final MergeConfig mergeConfig;
  private final ConversationEvents events;

  /** Uses the service's pool. */
  public InboxStore(
      TenantScope tenants,
      JsonRows json,
      ConversationEvents events,
      Identity ids,
      MergeConfig mergeConfig) {
    this.tenants = tenants;
    this.json = json;
    this.events = events;
    this.ids = ids;
    this.mergeConfig = mergeConfig;
    this.merging = new MergePolicy(mergeConfig);
  }

  /**
   * Stores arrivals of one tenant, in their order. Completes when they are committed; what was
   * known before stays as it is, and its chat is woken so that answers that still wait go out
   * again.
   */
  public Uni<Stored> store(String tenantId, List<Arrival> arrivals) {
    Map<String, Arrival> byId = new LinkedHashMap<>();
    for (Arrival arrival : arrivals) {
      byId.putIfAbsent(arrival.chat().agentId() + '/' + arrival.messageId(), arrival);
    }
    List<Arrival> distinct = List.copyOf(byId.values());
    String chats = json.of(chatRows(distinct));
    String senders = json.of(senderRows(distinct));
    List<ThreadRow> threadRows = threadRows(distinct);
    String threads = json.of(threadRows);
    String messages = json.of(messageRows(distinct));
    return tenants.inTransaction(
        tenantId,
        connection ->
            Uni.combine()
                .all()
                .unis(
                    run(
                        connection,
                        CHATS,
                        Tuple.of(
                            tenantId, chats, mergeConfig.most(), mergeConfig.longest().toMillis())),
                    run(connection, SENDERS, Tuple.of(tenantId, senders)),
                    run(connection, CONVERSATIONS, Tuple.of(tenantId, threads)),
                    run(
                        connection,
                        MESSAGES,
                        Tuple.of(tenantId, messages, Fingerprints.WINDOW.toMillis())),
                    events.begun(
                        connection, tenantId, threadRows.stream().map(ThreadRow::id).toList()))
                .with(
                    (due, customers, conversations, fresh, told) ->
                        stored(arrivals.size(), due, fresh)));
  }

  private static Stored stored(int arrivals, RowSet<Row> due, RowSet<Row> fresh) {
    int repeated = 0;
    for (Row row : fresh) {
      repeated += "REPEATED".equals(row.getString("state")) ? 1 : 0;
    }
    long nextDue = Long.MAX_VALUE;
    for (Row row : due) {
      nextDue = Math.min(nextDue, row.getLong("due_ms"));
    }
    int known = arrivals - fresh.size();
    return new Stored(fresh.size() - repeated, known, repeated, Duration.ofMillis(nextDue));
  }

  private static Uni<RowSet<Row>> run(SqlConnection connection, String sql, Tuple values) {
    // Memoized on subscription order: combine() subscribes in order, and a connection answers in
    // order, so each statement sees what the one before it wrote.
    return connection.preparedQuery(sql).execute(values);
  }

  private List<ChatRow> chatRows(List<Arrival> arrivals) {
    Map<String, ChatRow> rows = new TreeMap<>();
    for (Arrival arrival : arrivals) {
      ChatKey chat = arrival.chat();
      rows.merge(
          chat.toRecordKey(),
          new ChatRow(
              chat.agentId(),
              chat.chatId(),
              arrival.chatType(),
              arrival.chatName(),
              1,
              merging.wait(arrival).toMillis()),
          (known, next) ->
              new ChatRow(
                  next.agentId(),
                  next.chatId(),
                  next.chatType(),
                  next.chatName(),
                  known.size() + 1,
                  known.size() + 1 >= mergeConfig.most()
                      ? 0
                      : Math.min(known.waitMs(), next.waitMs())));
    }
    return List.copyOf(rows.values());
  }

  private List<SenderRow> senderRows(List<Arrival> arrivals) {
    Map<Identification.Identity, SenderRow> rows = new LinkedHashMap<>();
    for (Arrival arrival : arrivals) {
      if (arrival.fromCustomer()) {
        Identification.Identity who = identity(arrival);
        rows.computeIfAbsent(
            who,
            unknown ->
                new SenderRow(
                    who.kind().code(),
                    who.scope(),
                    who.value(),
                    ids.next(),
                    arrival.senderName().isBlank() ? who.value() : arrival.senderName(),
                    who.kind() == Identification.Kind.WECHAT_ID ? who.value() : null));
      }
    }
    return rows.values().stream()
        .sorted(
            Comparator.comparing(SenderRow::kind)
                .thenComparing(SenderRow::scope)
                .thenComparing(SenderRow::value))
        .toList();
  }

  private List<ThreadRow> threadRows(List<Arrival> arrivals) {
    Map<String, ThreadRow> rows = new LinkedHashMap<>();
    for (Arrival arrival : arrivals) {
      if (arrival.fromCustomer()) {
        Identification.Identity who = identity(arrival);
        rows.computeIfAbsent(
            arrival.chat().toRecordKey() + '\n' + who,
            unknown ->
                new ThreadRow(
                    arrival.chat().agentId(),
                    arrival.chat().chatId(),
                    who.kind().code(),
                    who.scope(),
                    who.value(),
                    ids.next()));
      }
    }
    return List.copyOf(rows.values());
  }

  private static List<MessageRow> messageRows(List<Arrival> arrivals) {
    List<String> repeats = Fingerprints.repeats(arrivals);
    List<MessageRow> rows = new ArrayList<>(arrivals.size());
    for (int pos = 0; pos < arrivals.size(); pos++) {
      Arrival arrival = arrivals.get(pos);
      Identification.Identity who = arrival.fromCustomer() ? identity(arrival) : null;
      rows.add(
          new MessageRow(
              pos,
              arrival.chat().agentId(),
              arrival.chat().chatId(),
              arrival.messageId(),
              arrival.chatType(),
              arrival.chatName(),
              arrival.senderId(),
              arrival.senderName(),
              arrival.contentType(),
              arrival.content(),
              arrival.saidAt(),
              arrival.receivedAt(),
              arrival.mentioned(),
              arrival.own(),
              arrival.fingerprint(),
              repeats.get(pos),
              arrival.quote(),
              arrival.attachment(),
              who == null ? null : who.kind().code(),
              who == null ? null : who.scope(),
              who == null ? null : who.value()));
    }
    return rows;
  }

  private static Identification.Identity identity(Arrival arrival) {
    return Identification.of(arrival.chat().agentId(), arrival.senderId(), arrival.senderName());
  }
}
