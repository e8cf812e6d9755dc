package io.kefu.message.intake;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.event.ConversationEvents;
import io.kefu.message.persistence.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes arrivals into the durable inbox: one transaction a batch, its statements sent without
 * waiting for each other's answers. The chats' rows are locked first and in order, so that two
 * replicas that happen to hold the same chat store its messages one after the other. The
 * conversations hear of it in the same transaction: who waits for an answer is to be seen at once,
 * however long a model then takes.
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

  private static final String CHATS =
      """
      INSERT INTO chats AS c
        (tenant_id, agent_id, chat_id, chat_type, chat_name, due_at, burst_started_at, burst_size,
        agent_session_at)
      SELECT $1, i.agent_id, i.chat_id, i.chat_type, i.chat_name,
        now() + i.wait_ms * interval '1 millisecond', now(), i.size, i.session_at
      FROM jsonb_to_recordset($2::text::jsonb) AS i(
        agent_id text, chat_id text, chat_type text, chat_name text, size int, wait_ms bigint,
        session_at timestamptz)
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
        burst_size = c.burst_size + EXCLUDED.burst_size,
        agent_session_at = GREATEST(c.agent_session_at, EXCLUDED.agent_session_at)
      RETURNING GREATEST(0, extract(epoch FROM due_at - now()) * 1000)::bigint AS due_ms
      """;

  private static final String SENDERS =
      """
      WITH i AS (
        SELECT * FROM jsonb_to_recordset($2::text::jsonb) AS i(
          kind text, scope text, value text, customer_id uuid, name text, wechat_id text)
        WHERE NOT (i IS DISTINCT FROM i)),
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
          AND NOT (i IS DISTINCT FROM i)
      ORDER BY i.agent_id, i.chat_id, k.customer_id
      ON CONFLICT DO NOTHING
      """;

  private static final String MESSAGES =
      """
      WITH i AS (
        SELECT i.*, COALESCE((
            SELECT CASE p.state WHEN 'REPEATED' THEN p.decided_by ELSE p.message_id END
            FROM inbox p
            WHERE p.tenant_id = $1 AND p.agent_id = i.agent_id AND p.fingerprint = i.fingerprint
              AND p.message_id <> i.message_id AND p.decided_by IS DISTINCT FROM i.message_id
              AND p.said_at BETWEEN i.seen_at - $3 * interval '1 millisecond'
                AND i.seen_at + $3 * interval '1 millisecond'
            ORDER BY p.seq LIMIT 1), i.repeat_of) AS repeats
        FROM jsonb_to_recordset($2::text::jsonb) AS i(
          pos int, agent_id text, chat_id text, message_id text, chat_type text, chat_name text,
          sender_id text, sender_name text, content_type text, content text,
          said_at timestamptz, received_at timestamptz, mentioned boolean, own boolean,
          fingerprint uuid, repeat_of text, seen_at timestamptz, quote jsonb, attachment jsonb,
          kind text, scope text, value text, trace text)
        WHERE NOT (i IS DISTINCT FROM i)),
      fresh AS (
        INSERT INTO inbox (tenant_id, agent_id, message_id, chat_id, received_at, said_at,
          fingerprint, state, decided_by, trace)
        SELECT $1, agent_id, message_id, chat_id, received_at, said_at, fingerprint,
          CASE WHEN repeats IS NULL THEN 'PENDING' ELSE 'REPEATED' END, repeats, trace
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
        ORDER BY f.seq
        RETURNING seq, conversation_id, customer_id, own, said_at,
          content_type <> 'system' AND (own OR mentioned OR chat_type = 'private') AS addressed)
      SELECT f.state, s.conversation_id, s.own, s.said_at,
        s.addressed AND s.conversation_id IS NOT NULL
          AND (s.own OR c.bucket <> 'BLACK') AS speaks
      FROM fresh f
      LEFT JOIN stored s ON s.seq = f.seq
      LEFT JOIN customers c ON c.tenant_id = $1 AND c.customer_id = s.customer_id
      ORDER BY f.seq
      """;

  private final TenantScope tenants;
  private final JsonRows json;
  private final InboxRows rows;
  private final MergeConfig mergeConfig;
  private final ConversationEvents events;
  private final Heard conversations;

  /** Uses the service's pool. */
  public InboxStore(
      TenantScope tenants,
      JsonRows json,
      ConversationEvents events,
      Identity ids,
      MergeConfig mergeConfig,
      Heard conversations) {
    this.tenants = tenants;
    this.json = json;
    this.events = events;
    this.rows = new InboxRows(ids, mergeConfig);
    this.mergeConfig = mergeConfig;
    this.conversations = conversations;
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
    String chats = json.of(rows.chats(distinct));
    String senders = json.of(rows.senders(distinct));
    List<InboxRows.ThreadRow> threadRows = rows.threads(distinct);
    String threads = json.of(threadRows);
    String messages = json.of(rows.messages(distinct));
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
                        connection,
                        tenantId,
                        threadRows.stream().map(InboxRows.ThreadRow::id).toList()))
                .asTuple()
                .call(
                    told -> conversations.heard(connection, tenantId, utterances(told.getItem4())))
                .map(told -> stored(arrivals.size(), told.getItem1(), told.getItem4())));
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

  private static List<Heard.Utterance> utterances(RowSet<Row> fresh) {
    List<Heard.Utterance> utterances = new ArrayList<>();
    for (Row row : fresh) {
      if (Boolean.TRUE.equals(row.getBoolean("speaks"))) {
        utterances.add(
            new Heard.Utterance(
                row.getUUID("conversation_id"),
                row.getBoolean("own"),
                row.getOffsetDateTime("said_at").toInstant()));
      }
    }
    return utterances;
  }

  private static Uni<RowSet<Row>> run(SqlConnection connection, String sql, Tuple values) {
    // Memoized on subscription order: combine() subscribes in order, and a connection answers in
    // order, so each statement sees what the one before it wrote.
    return connection.preparedQuery(sql).execute(values);
  }
}
