package io.kefu.message.context;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.answer.Speaker;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Reads the lines of conversations and what else is remembered of their sessions. */
@ApplicationScoped
public class ContextStore {

  /** A summary of lines. */
  public record Summary(String text, Instant fromAt, Instant untilAt, String model) {}

  /**
   * What is known of a conversation.
   *
   * @param lines oldest first
   * @param summary of its earlier lines; empty without one
   * @param promptedAt when it was prompted last; null if never
   */
  public record Remembered(List<Line> lines, Optional<Summary> summary, Instant promptedAt) {}

  /** Beyond this no session reaches back; lets the planner leave old partitions alone. */
  private static final Duration LONGEST_SESSION = Duration.ofHours(24);

  /** Uses messages_conversation and replies_conversation. */
  private static final String LINES =
      """
      SELECT * FROM (
        (SELECT 'them' AS speaker, content, stored_at AS at
          FROM messages
          WHERE tenant_id = $1 AND conversation_id = $2 AND received_at >= $3 AND stored_at < $4
            AND NOT own AND content_type IN ('text', 'quote')
          ORDER BY stored_at DESC LIMIT $5)
        UNION ALL
        (SELECT 'me', content, created_at FROM replies
          WHERE tenant_id = $1 AND conversation_id = $2 AND created_at >= $3 AND created_at < $4
            AND status IN ('PENDING', 'SENT', 'UNKNOWN')
          ORDER BY created_at DESC, part DESC LIMIT $5)) AS l
      ORDER BY at DESC LIMIT $5
      """;

  private static final String MEMORY =
      """
      SELECT summary, from_at, until_at, model, prompted_at FROM contexts
      WHERE tenant_id = $1 AND conversation_id = $2
      """;

  private static final String DUE =
      """
      INSERT INTO contexts AS x (tenant_id, conversation_id, due_at)
      SELECT $1, $2, now() WHERE EXISTS (
        SELECT 1 FROM conversations WHERE tenant_id = $1 AND conversation_id = $2)
      ON CONFLICT (tenant_id, conversation_id) DO UPDATE
        SET due_at = COALESCE(x.due_at, GREATEST(now(), x.retry_at))
      """;

  private final TenantScope tenants;

  /** Uses the service's pool. */
  public ContextStore(TenantScope tenants) {
    this.tenants = tenants;
  }

  /** What is known of a conversation before a time. */
  public Uni<Remembered> before(String tenantId, UUID conversationId, Instant time, int mostLines) {
    return tenants.inTransaction(
        tenantId, connection -> before(connection, tenantId, conversationId, time, mostLines));
  }

  /** The lines of a conversation within a time before another, oldest first, whatever session. */
  public Uni<List<Line>> lines(
      String tenantId, UUID conversationId, Instant until, Duration window, int most) {
    OffsetDateTime before = until.atOffset(ZoneOffset.UTC);
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(LINES)
                .execute(Tuple.of(tenantId, conversationId, before.minus(window), before, most))
                .map(ContextStore::lines));
  }

  /** The same in the caller's transaction. */
  Uni<Remembered> before(
      SqlConnection connection, String tenantId, UUID conversationId, Instant time, int most) {
    OffsetDateTime until = time.atOffset(ZoneOffset.UTC);
    return Uni.combine()
        .all()
        .unis(
            connection
                .preparedQuery(LINES)
                .execute(
                    Tuple.of(tenantId, conversationId, until.minus(LONGEST_SESSION), until, most)),
            connection.preparedQuery(MEMORY).execute(Tuple.of(tenantId, conversationId)))
        .with(ContextStore::remembered);
  }

  /** Has a conversation summarised soon, by whichever replica. */
  public Uni<Void> summarise(String tenantId, UUID conversationId) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(DUE)
                .execute(Tuple.of(tenantId, conversationId))
                .replaceWithVoid());
  }

  private static List<Line> lines(RowSet<Row> rows) {
    List<Line> said = new ArrayList<>(rows.size());
    for (Row row : rows) {
      said.addFirst(
          new Line(
              Speaker.valueOf(row.getString("speaker").toUpperCase(Locale.ROOT)),
              row.getString("content"),
              row.getOffsetDateTime("at").toInstant()));
    }
    return said;
  }

  private static Remembered remembered(RowSet<Row> lines, RowSet<Row> memory) {
    List<Line> said = lines(lines);
    if (memory.size() == 0) {
      return new Remembered(said, Optional.empty(), null);
    }
    Row row = memory.iterator().next();
    Optional<Summary> summary =
        Optional.ofNullable(row.getString("summary"))
            .map(
                text ->
                    new Summary(
                        text,
                        row.getOffsetDateTime("from_at").toInstant(),
                        row.getOffsetDateTime("until_at").toInstant(),
                        row.getString("model")));
    OffsetDateTime prompted = row.getOffsetDateTime("prompted_at");
    return new Remembered(said, summary, prompted == null ? null : prompted.toInstant());
  }
}
