package io.kefu.message.history;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.persistence.JsonRows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes over what was said in another system. The messages are history: decided and answered, so
 * nothing is sent for them, no chat is woken, no event tells of them and no statistics count them;
 * only that their writers stand in the unknown pool from now on is told (V80), as the desk shows
 * it. Everything has an id that follows from the other system's own, hence the same again changes
 * nothing. A conversation that is alive here keeps its status.
 */
@ApplicationScoped
public class HistoryImport {

  /** What came of one item. */
  public enum Status {
    /** New. */
    STORED,
    /** Taken over before. */
    KNOWN,
    /** Not taken; the reason says why. */
    REFUSED
  }

  /**
   * What came of one item.
   *
   * @param key as it was sent
   * @param status what was done
   * @param reason why it was refused; else null
   */
  public record Result(String key, Status status, String reason) {}

  private static final Instant EARLIEST = Instant.parse("2005-01-01T00:00:00Z");

  private static final String CHATS =
      """
      INSERT INTO chats (tenant_id, agent_id, chat_id, chat_type, chat_name)
      SELECT DISTINCT ON (i.chat_id) $1, $2, i.chat_id, i.chat_type, i.chat_name
      FROM jsonb_to_recordset($3::text::jsonb) AS i(
        pos int, chat_id text, chat_type text, chat_name text)
      ORDER BY i.chat_id, i.pos DESC
      ON CONFLICT DO NOTHING
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
      INSERT INTO customers (tenant_id, customer_id, display_name, wechat_id, last_active_at,
        sync_since, sync_causes)
      SELECT $1, i.customer_id, i.name, i.wechat_id, $3, NULL, '{}'
      FROM i JOIN fresh USING (customer_id)
      """;

  private static final String ROWS =
      """
      AS i(pos int, message_id text, chat_id text, chat_type text, chat_name text,
        sender_id text, sender_name text, content text, said_at timestamptz, kind text, scope text,
        value text, conversation_id uuid, reply_id uuid, ended_at timestamptz,
        branch text, answer jsonb)
      JOIN customer_identities k
        ON k.tenant_id = $1 AND k.kind = i.kind AND k.scope = i.scope AND k.value = i.value
          AND NOT (i IS DISTINCT FROM i)
      """;

  /** Closed: time moves nothing of it, and the next message begins a new episode. */
  private static final String CONVERSATIONS =
      """
      INSERT INTO conversations AS v (tenant_id, conversation_id, agent_id, chat_id, customer_id,
        status, last_speaker, last_message_at, created_at, updated_at, episode_closed_at)
      SELECT DISTINCT ON (i.chat_id, k.customer_id) $1, i.conversation_id, $2, i.chat_id,
        k.customer_id, 'RESOLVED',
        CASE WHEN i.answer->>'action' = 'reply' THEN 'me' ELSE 'them' END, i.ended_at,
        min(i.said_at) OVER (PARTITION BY i.chat_id, k.customer_id), i.ended_at, i.ended_at
      FROM jsonb_to_recordset($3::text::jsonb) %s
      ORDER BY i.chat_id, k.customer_id, i.ended_at DESC
      ON CONFLICT (tenant_id, agent_id, chat_id, customer_id) DO UPDATE SET
        created_at = LEAST(v.created_at, EXCLUDED.created_at),
        last_speaker = EXCLUDED.last_speaker,
        last_message_at = EXCLUDED.last_message_at,
        episode_closed_at = EXCLUDED.episode_closed_at
      WHERE v.status = 'RESOLVED' AND v.handling = 'BOT'
        AND v.last_message_at < EXCLUDED.last_message_at
      """
          .formatted(ROWS);

  private static final String MESSAGES =
      """
      WITH i AS (
        SELECT i.*, k.customer_id, v.conversation_id AS thread
        FROM jsonb_to_recordset($3::text::jsonb) %s
        JOIN conversations v ON v.tenant_id = $1 AND v.agent_id = $2 AND v.chat_id = i.chat_id
          AND v.customer_id = k.customer_id),
      fresh AS (
        INSERT INTO inbox (tenant_id, agent_id, message_id, chat_id, received_at, said_at, state,
          decided_by)
        SELECT $1, $2, message_id, chat_id, said_at, said_at, 'DECIDED', message_id
        FROM i ORDER BY pos
        ON CONFLICT DO NOTHING
        RETURNING message_id, seq),
      stored AS (
        INSERT INTO messages (tenant_id, seq, received_at, agent_id, message_id, chat_id,
          chat_type, chat_name, sender_id, sender_name, customer_id, conversation_id,
          content_type, content, said_at, mentioned, own)
        SELECT $1, f.seq, i.said_at, $2, i.message_id, i.chat_id, i.chat_type, i.chat_name,
          i.sender_id, i.sender_name, i.customer_id, i.thread, 'text', i.content, i.said_at,
          i.chat_type = 'group', false
        FROM fresh f JOIN i USING (message_id)),
      decided AS (
        INSERT INTO decisions (tenant_id, agent_id, message_id, chat_id, conversation_id,
          customer_id, action, branch, content, confidence, reason, evidence, provider, model,
          tokens_in, tokens_out, receive_ms, retrieve_ms, generate_ms, send_ms, received_at,
          decided_at)
        SELECT $1, $2, i.message_id, i.chat_id, i.thread, i.customer_id,
          COALESCE(a->>'action', 'ignore'), i.branch,
          COALESCE(a->>'content', ''), COALESCE((a->>'confidence')::float8, 0), a->>'reason',
          COALESCE((SELECT jsonb_agg(jsonb_build_object('entry_id', e, 'title', e, 'content', '',
            'confidence', 0, 'approved', false)) FROM jsonb_array_elements_text(a->'evidence') e),
            '[]'), a->>'provider', a->>'model', (a->>'tokens_in')::bigint,
          (a->>'tokens_out')::bigint, (a->>'receive_ms')::bigint, (a->>'retrieve_ms')::bigint,
          (a->>'generate_ms')::bigint, (a->>'send_ms')::bigint, i.said_at, i.ended_at
        FROM fresh f JOIN i USING (message_id),
          LATERAL (SELECT i.answer AS a) x
        ON CONFLICT DO NOTHING),
      sent AS (
        INSERT INTO replies (tenant_id, reply_id, agent_id, chat_id, message_id, conversation_id,
          origin, actor, action, content, part, parts, confidence, status, error, next_attempt_at,
          expires_at, created_at, ended_at)
        SELECT $1, i.reply_id, $2, i.chat_id, i.message_id, i.thread, 'bot', $4,
          CASE WHEN a->>'action' = 'transfer_human' THEN 'transfer_human' ELSE 'reply' END,
          a->>'content', 1, 1, COALESCE((a->>'confidence')::float8, 0),
          CASE WHEN (a->>'failed')::boolean THEN 'FAILED' ELSE 'SENT' END, a->>'error',
          i.ended_at, i.ended_at, i.ended_at, i.ended_at
        FROM fresh f JOIN i USING (message_id),
          LATERAL (SELECT i.answer AS a) x
        WHERE COALESCE(a->>'content', '') <> '' AND a->>'action' <> 'ignore'
        ON CONFLICT DO NOTHING),
      counted AS (
        UPDATE customers c SET message_count = c.message_count + n.n,
          last_active_at = CASE WHEN c.message_count = 0 THEN n.last
            ELSE GREATEST(c.last_active_at, n.last) END,
          created_at = LEAST(c.created_at, n.first), graded_at = NULL, version = c.version + 1
        FROM (SELECT i.customer_id, count(*) AS n, max(i.said_at) AS last, min(i.said_at) AS first
          FROM fresh f JOIN i USING (message_id) GROUP BY i.customer_id) n
        WHERE c.tenant_id = $1 AND c.customer_id = n.customer_id)
      SELECT message_id FROM fresh
      """
          .formatted(ROWS);

  private final TenantScope tenants;
  private final JsonRows json;
  private final Identity ids;
  private final Clock clock;

  /** Wires the import. */
  public HistoryImport(TenantScope tenants, JsonRows json, Identity ids, Clock clock) {
    this.tenants = tenants;
    this.json = json;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Takes exchanges over, all in one transaction.
   *
   * @param agentId the agent whose chats they were
   * @param source name of the other system
   * @return what came of each, in their order
   */
  public Uni<List<Result>> exchanges(
      String tenantId, String agentId, String source, List<ImportedExchange> exchanges) {
    Map<String, String> faults = new LinkedHashMap<>();
    Map<String, ImportedExchange> taken = new LinkedHashMap<>();
    for (ImportedExchange exchange : exchanges) {
      Optional<String> fault = exchange.fault().or(() -> outOfTime(exchange.saidAt()));
      if (fault.isPresent()) {
        faults.put(String.valueOf(exchange.key()), fault.get());
      } else {
        taken.putIfAbsent(exchange.key(), exchange);
      }
    }
    HistoryRows rows = new HistoryRows(ids, tenantId, agentId, source);
    List<ImportedExchange> distinct = List.copyOf(taken.values());
    Uni<Set<String>> stored =
        distinct.isEmpty()
            ? Uni.createFrom().item(Set.of())
            : partitions(distinct)
                .chain(
                    () ->
                        tenants.inTransaction(
                            tenantId,
                            connection ->
                                store(connection, tenantId, agentId, source, rows, distinct)));
    return stored.map(fresh -> results(exchanges, faults, rows, fresh));
  }

  private Optional<String> outOfTime(Instant at) {
    return at.isBefore(EARLIEST) || at.isAfter(clock.instant())
        ? Optional.of("said_at: must be between 2005 and now")
        : Optional.empty();
  }

  /** Each month has its partition before its messages come. */
  private Uni<Void> partitions(List<ImportedExchange> exchanges) {
    List<LocalDate> months =
        exchanges.stream()
            .map(
                exchange ->
                    exchange.saidAt().atZone(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1))
            .distinct()
            .sorted()
            .toList();
    Uni<Void> done = Uni.createFrom().voidItem();
    for (LocalDate month : months) {
      done =
          done.chain(
              () ->
                  tenants.acrossTenants(
                      connection ->
                          connection
                              .preparedQuery("SELECT ensure_message_partition($1)")
                              .execute(Tuple.of(month))
                              .replaceWithVoid()));
    }
    return done;
  }

  private Uni<Set<String>> store(
      SqlConnection connection,
      String tenantId,
      String agentId,
      String source,
      HistoryRows rows,
      List<ImportedExchange> exchanges) {
    String senders = json.of(rows.senders(exchanges));
    String all = json.of(rows.exchanges(exchanges));
    Instant first = exchanges.stream().map(ImportedExchange::saidAt).min(Instant::compareTo).get();
    return run(connection, CHATS, Tuple.of(tenantId, agentId, all))
        .chain(
            () ->
                run(
                    connection,
                    SENDERS,
                    Tuple.of(tenantId, senders, first.atOffset(ZoneOffset.UTC))))
        .chain(() -> run(connection, CONVERSATIONS, Tuple.of(tenantId, agentId, all)))
        .chain(() -> run(connection, MESSAGES, Tuple.of(tenantId, agentId, all, source)))
        .map(
            fresh -> {
              Set<String> ids = new HashSet<>();
              fresh.forEach(row -> ids.add(row.getString("message_id")));
              return ids;
            });
  }

  private static Uni<RowSet<Row>> run(SqlConnection connection, String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }

  private static List<Result> results(
      List<ImportedExchange> exchanges,
      Map<String, String> faults,
      HistoryRows rows,
      Set<String> fresh) {
    List<Result> results = new ArrayList<>();
    Set<String> told = new HashSet<>();
    for (ImportedExchange exchange : exchanges) {
      String fault = faults.get(String.valueOf(exchange.key()));
      boolean isNew =
          fault == null && fresh.contains(rows.messageId(exchange)) && told.add(exchange.key());
      results.add(
          new Result(
              exchange.key(),
              fault != null ? Status.REFUSED : isNew ? Status.STORED : Status.KNOWN,
              fault));
    }
    return results;
  }
}
