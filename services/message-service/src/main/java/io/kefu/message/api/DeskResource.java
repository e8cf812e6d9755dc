package io.kefu.message.api;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.servicetoken.Caller;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.customer.SignalConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;

/**
 * What an operator has to do today: to-dos, what is overdue, what waits for a person, follow-ups
 * that are due, and the unknown pool. Read from the rows themselves, so that nothing is listed that
 * is done, and nothing forgotten that is not.
 */
@Path("/internal/v1")
@RolesAllowed(ServiceTokens.ROLE)
public class DeskResource {

  /**
   * One thing to do.
   *
   * @param kind reply_unknown, reply_failed, reply_expired, … (a to-do), overdue, handover or
   *     follow_up
   * @param urgency 1 is the most urgent
   * @param todoId to be marked as done; absent for what ends by itself
   * @param since since when
   */
  public record Task(
      String kind,
      int urgency,
      UUID todoId,
      UUID conversationId,
      UUID customerId,
      String customerName,
      String agentId,
      String chatId,
      String assignedTo,
      String detail,
      Instant since) {}

  /**
   * The unknown pool's state.
   *
   * @param count contacts who wrote and are neither on file nor blocked
   * @param clearBy when it has to be empty
   */
  public record Pool(long count, Instant clearBy) {}

  /** Today's list, the most urgent first. */
  public record Today(List<Task> items, Pool unknownPool) {}

  /** A contact of the unknown pool. */
  public record Unknown(
      UUID customerId,
      String displayName,
      String wechatId,
      int intentScore,
      String triggerLabel,
      boolean whiteProposed,
      boolean hasQuoteRequest,
      List<String> tags,
      long messageCount,
      Instant createdAt,
      Instant lastActiveAt) {}

  /** A page of the unknown pool. */
  public record UnknownPage(List<Unknown> items, String nextCursor, long count, Instant clearBy) {}

  private static final int MOST = 200;

  /** Uses todos_open, conversations_status and conversations_queue. */
  private static final String TODAY =
      """
      SELECT d.*, k.display_name, COALESCE(v.held_by, v.assigned_to) AS assigned FROM (
        SELECT t.kind, CASE t.kind WHEN 'reply_unknown' THEN 1 ELSE 2 END AS urgency, t.todo_id,
          t.conversation_id, t.customer_id, t.agent_id, t.chat_id, t.detail, t.created_at AS since
        FROM todos t WHERE t.tenant_id = $1 AND t.done_at IS NULL
        UNION ALL
        SELECT 'overdue', 3, NULL, v.conversation_id, v.customer_id, v.agent_id, v.chat_id,
          'The customer has waited too long.', v.sla_at
        FROM conversations v WHERE v.tenant_id = $1 AND v.status = 'OVERDUE'
        UNION ALL
        SELECT 'handover', 4, NULL, v.conversation_id, v.customer_id, v.agent_id, v.chat_id,
          'The customer waits for a person: ' || COALESCE(v.handover_reason, 'unknown'),
          v.handover_at
        FROM conversations v
        WHERE v.tenant_id = $1 AND v.handling = 'QUEUED' AND v.status <> 'OVERDUE'
          AND (v.return_at IS NULL OR v.return_at > now())
        UNION ALL
        SELECT 'follow_up', 5, NULL, v.conversation_id, v.customer_id, v.agent_id, v.chat_id,
          'The customer has not answered; ask again.', v.last_message_at
        FROM conversations v
        WHERE v.tenant_id = $1 AND v.status = 'NEED_REPLY' AND v.last_speaker = 'me') AS d
      LEFT JOIN conversations v
        ON v.tenant_id = $1 AND v.conversation_id = d.conversation_id
      LEFT JOIN customers k ON k.tenant_id = $1 AND k.customer_id = d.customer_id
      WHERE $2::text IS NULL OR COALESCE(v.held_by, v.assigned_to, k.owner, $2) = $2
      ORDER BY d.urgency, d.since NULLS LAST LIMIT $3
      """;

  /** Uses customers_unknown_pool. */
  private static final String COUNT =
      """
      SELECT count(*) FROM customers
      WHERE tenant_id = $1 AND bucket = 'GRAY' AND k_code IS NULL AND merged_into IS NULL
        AND message_count > 0
      """;

  /** Uses customers_unknown_pool. */
  private static final String POOL =
      """
      SELECT * FROM customers
      WHERE tenant_id = $1 AND bucket = 'GRAY' AND k_code IS NULL AND merged_into IS NULL
        AND message_count > 0 AND (last_active_at, customer_id::text) < ($2, $3)
        AND ($5::text IS NULL OR trigger_label = $5) AND intent_score >= $6
        AND ($7::boolean IS NULL OR white_proposed = $7)
        AND ($8::text IS NULL OR display_name ILIKE '%' || $8 || '%')
      ORDER BY last_active_at DESC, customer_id::text DESC LIMIT $4
      """;

  private final TenantScope tenants;
  private final SignalConfig signals;
  private final Caller caller;
  private final Clock clock;

  /** Wires the resource. */
  public DeskResource(TenantScope tenants, SignalConfig signals, Caller caller, Clock clock) {
    this.tenants = tenants;
    this.signals = signals;
    this.caller = caller;
    this.clock = clock;
  }

  /**
   * Today's list.
   *
   * @param operator only what is this operator's, or nobody's; without it everybody's
   */
  @GET
  @Path("/today")
  public Uni<Today> today(@RestQuery String operator) {
    String tenantId = caller.tenantId();
    String whose = operator == null || operator.isBlank() ? null : operator.strip();
    return tenants.inTransaction(
        tenantId,
        connection ->
            Uni.combine()
                .all()
                .unis(
                    connection.preparedQuery(TODAY).execute(Tuple.of(tenantId, whose, MOST)),
                    connection.preparedQuery(COUNT).execute(Tuple.of(tenantId)))
                .with(
                    (tasks, count) -> {
                      List<Task> items = new ArrayList<>(tasks.size());
                      tasks.forEach(row -> items.add(task(row)));
                      return new Today(
                          items, new Pool(count.iterator().next().getLong(0), clearBy()));
                    }));
  }

  /** The unknown pool, the last active first. */
  @GET
  @Path("/unknown-pool")
  public Uni<UnknownPage> unknownPool(
      @RestQuery String cursor,
      @RestQuery @DefaultValue("50") int limit,
      @RestQuery String label,
      @RestQuery("min_score") @DefaultValue("0") int minScore,
      @RestQuery Boolean proposed,
      @RestQuery String q) {
    Page.Cursor after = Page.Cursor.parse(cursor);
    int rows = Page.limit(limit);
    if (minScore < 0 || minScore > 100) {
      throw new ProblemException(
          400,
          "invalid_request",
          "Correct the fields listed under errors.",
          List.of(new Problem.FieldError("min_score", "must be 0 to 100")));
    }
    String tenantId = caller.tenantId();
    Tuple values =
        Tuple.tuple()
            .addString(tenantId)
            .addOffsetDateTime(after.time())
            .addString(after.id())
            .addInteger(rows + 1)
            .addValue(Filter.text(label).value())
            .addInteger(minScore)
            .addBoolean(proposed)
            .addValue(Filter.text(q).value());
    return tenants.inTransaction(
        tenantId,
        connection ->
            Uni.combine()
                .all()
                .unis(
                    connection.preparedQuery(POOL).execute(values),
                    connection.preparedQuery(COUNT).execute(Tuple.of(tenantId)))
                .with(
                    (found, count) -> {
                      List<Unknown> items = new ArrayList<>(found.size());
                      found.forEach(row -> items.add(unknown(row)));
                      Page<Unknown> page =
                          Page.of(
                              items,
                              rows,
                              Unknown::lastActiveAt,
                              item -> item.customerId().toString());
                      return new UnknownPage(
                          page.items(),
                          page.nextCursor(),
                          count.iterator().next().getLong(0),
                          clearBy());
                    }));
  }

  /** The end of today's working hours; tomorrow's when they are over. */
  private Instant clearBy() {
    ZonedDateTime now = clock.instant().atZone(signals.zone());
    ZonedDateTime end = now.with(signals.workTo());
    return (now.isAfter(end) ? end.plusDays(1) : end).toInstant();
  }

  private static Task task(Row row) {
    OffsetDateTime since = row.getOffsetDateTime("since");
    return new Task(
        row.getString("kind"),
        row.getInteger("urgency"),
        row.getUUID("todo_id"),
        row.getUUID("conversation_id"),
        row.getUUID("customer_id"),
        row.getString("display_name"),
        row.getString("agent_id"),
        row.getString("chat_id"),
        row.getString("assigned"),
        row.getString("detail"),
        since == null ? null : since.toInstant());
  }

  private static Unknown unknown(Row row) {
    return new Unknown(
        row.getUUID("customer_id"),
        row.getString("display_name"),
        row.getString("wechat_id"),
        row.getInteger("intent_score"),
        row.getString("trigger_label"),
        row.getBoolean("white_proposed"),
        row.getBoolean("has_quote_request"),
        List.of(row.getArrayOfStrings("tags")),
        row.getLong("message_count"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("last_active_at").toInstant());
  }
}
