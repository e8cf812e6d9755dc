package io.kefu.message.search;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Looks for messages that hold every word, the newest first. It begins by walking over the newest
 * messages themselves: frequent words are found among them at once, and so is what the index does
 * not know yet. When they do not fill the page, the index leads to older candidates; the texts
 * decide. Messages of BLACK customers are never found (domain.md §1).
 */
@ApplicationScoped
public class MessageSearch {

  /**
   * Which messages are looked through; null does not filter.
   *
   * @param from received then or later
   * @param to received before then
   */
  public record Scope(
      String agentId,
      String chatId,
      UUID customerId,
      UUID conversationId,
      OffsetDateTime from,
      OffsetDateTime to) {}

  /**
   * Where a page begins: behind this message.
   *
   * @param time when it was received
   * @param id its message id
   */
  public record Position(OffsetDateTime time, String id) {}

  private static final String FOLD = "SELECT search_text(word) FROM unnest($1::text[]) AS w(word)";

  /** Received at most then is what an index understands below row-level security. */
  private static final String WITHIN =
      """
      m.tenant_id = $1 AND m.received_at <= $2 AND (m.received_at < $2 OR m.message_id < $3)
        AND ($4::text IS NULL OR m.agent_id = $4) AND ($5::text IS NULL OR m.chat_id = $5)
        AND ($6::uuid IS NULL OR m.customer_id = $6)
        AND ($7::uuid IS NULL OR m.conversation_id = $7)
        AND ($8::timestamptz IS NULL OR m.received_at >= $8)
        AND ($9::timestamptz IS NULL OR m.received_at < $9)
      """;

  private static final String HOLDS =
      """
      NOT EXISTS (SELECT 1 FROM unnest($10::text[]) AS w(word)
          WHERE position(w.word IN t.text) = 0)
        AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.tenant_id = $1
          AND c.customer_id = m.customer_id AND c.bucket = 'BLACK')
      """;

  /** Uses messages_tenant_time, or messages_chat and the like when filtered. */
  private static final String WALK =
      """
      WITH near AS MATERIALIZED (
        SELECT * FROM messages m WHERE %s
        ORDER BY m.received_at DESC, m.message_id DESC LIMIT $12),
      edge AS (SELECT count(*) AS walked FROM near),
      far AS (SELECT received_at AS edge_at, message_id AS edge_id FROM near
        ORDER BY received_at, message_id LIMIT 1)
      SELECT edge.walked, far.edge_at, far.edge_id, hit.*
      FROM edge LEFT JOIN far ON true LEFT JOIN (
        SELECT m.* FROM near m, LATERAL (SELECT search_text(m.content) AS text OFFSET 0) t
        WHERE %s ORDER BY m.received_at DESC, m.message_id DESC LIMIT $11) hit ON true
      ORDER BY hit.received_at DESC, hit.message_id DESC
      """
          .formatted(WITHIN, HOLDS);

  private static final String NAME_KEYS = "SELECT set_config('kefu.search', $1, true)";

  /** Uses message_search_keys through the table's policy, then the key of messages. */
  private static final String ASK_INDEX =
      """
      WITH found AS MATERIALIZED (
        SELECT s.seq, s.received_at, s.message_id FROM message_search s WHERE s.tenant_id = $1)
      SELECT m.*
      FROM (SELECT * FROM found f
          WHERE f.received_at <= $2 AND (f.received_at < $2 OR f.message_id < $3)
            AND ($8::timestamptz IS NULL OR f.received_at >= $8)
            AND ($9::timestamptz IS NULL OR f.received_at < $9)
          ORDER BY f.received_at DESC, f.message_id DESC) f,
        LATERAL (SELECT * FROM messages o
          WHERE o.tenant_id = $1 AND o.seq = f.seq AND o.received_at = f.received_at OFFSET 0) m,
        LATERAL (SELECT search_text(m.content) AS text OFFSET 0) t
      WHERE %s AND %s
      ORDER BY f.received_at DESC, f.message_id DESC LIMIT $11
      """
          .formatted(WITHIN, HOLDS);

  private final SearchConfig config;

  MessageSearch(SearchConfig config) {
    this.config = config;
  }

  /**
   * The messages, rows of {@code messages}.
   *
   * @param connection a transaction of the tenant
   * @param limit most rows
   */
  public Uni<List<Row>> find(
      SqlConnection connection,
      String tenantId,
      List<String> words,
      Scope scope,
      Position after,
      int limit) {
    return connection
        .preparedQuery(FOLD)
        .execute(Tuple.of(words.toArray(String[]::new)))
        .map(MessageSearch::folded)
        .chain(
            folded ->
                connection
                    .preparedQuery(WALK)
                    .execute(
                        values(tenantId, folded, scope, after, limit).addInteger(config.walk()))
                    .chain(walked -> further(connection, tenantId, folded, scope, walked, limit)));
  }

  private Uni<List<Row>> further(
      SqlConnection connection,
      String tenantId,
      String[] folded,
      Scope scope,
      RowSet<Row> walked,
      int limit) {
    List<Row> found = new ArrayList<>();
    walked.forEach(
        row -> {
          if (row.getString("message_id") != null) {
            found.add(row);
          }
        });
    Row edge = walked.iterator().next();
    if (found.size() >= limit || edge.getLong("walked") < config.walk()) {
      return Uni.createFrom().item(found);
    }
    Position behind = new Position(edge.getOffsetDateTime("edge_at"), edge.getString("edge_id"));
    return connection
        .preparedQuery(NAME_KEYS)
        .execute(Tuple.of(keys(tenantId, folded)))
        .chain(
            () ->
                connection
                    .preparedQuery(ASK_INDEX)
                    .execute(values(tenantId, folded, scope, behind, limit - found.size())))
        .map(
            older -> {
              older.forEach(found::add);
              return found;
            });
  }

  private static String[] folded(RowSet<Row> rows) {
    List<String> folded = new ArrayList<>(rows.size());
    rows.forEach(row -> folded.add(row.getString(0)));
    return folded.toArray(String[]::new);
  }

  /** An array as PostgreSQL writes it. */
  private static String keys(String tenantId, String[] folded) {
    SearchKeys keys = new SearchKeys(tenantId);
    return Arrays.toString(
            Arrays.stream(folded)
                .flatMapToInt(word -> IntStream.of(keys.ofWord(word)))
                .sorted()
                .distinct()
                .toArray())
        .replace('[', '{')
        .replace(']', '}');
  }

  private static Tuple values(
      String tenantId, String[] folded, Scope scope, Position after, int limit) {
    return Tuple.tuple()
        .addString(tenantId)
        .addOffsetDateTime(after.time())
        .addString(after.id())
        .addString(scope.agentId())
        .addString(scope.chatId())
        .addUUID(scope.customerId())
        .addUUID(scope.conversationId())
        .addOffsetDateTime(scope.from())
        .addOffsetDateTime(scope.to())
        .addArrayOfString(folded)
        .addInteger(limit);
  }
}
