package io.kefu.erp.status;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.erp.conflict.ThreeWay.Winner;
import io.kefu.erp.privacy.SensitiveFields;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What waits for a person: dead letters, conflicts; and the history of decisions. */
@ApplicationScoped
public class ErpWork {

  /**
   * A customer whose push was given up.
   *
   * @param customerId our id
   * @param error stable code
   * @param attempts failures
   * @param pendingSince since when its change waits
   */
  public record DeadLetter(String customerId, String error, int attempts, Instant pendingSince) {}

  /**
   * A field that both sides changed.
   *
   * @param customerId our id
   * @param field field
   * @param ours our value (optional)
   * @param theirs the ERP's value (optional)
   * @param reason stable code
   * @param openedAt since when
   * @param version changes with either value; If-Match with it decides these values and no others
   */
  public record Conflict(
      String customerId,
      String field,
      String ours,
      String theirs,
      String reason,
      Instant openedAt,
      String version) {}

  /** How a person's decision ended. */
  public enum Decided {
    /** Stored; the customer is queued. */
    YES,
    /** The field is not in conflict. */
    NOT_OPEN,
    /** Its values are no longer those that the person saw. */
    CHANGED
  }

  /**
   * A decision of the past.
   *
   * @param field field
   * @param oldValue agreed value before (optional)
   * @param newValue agreed value after (optional)
   * @param winner OURS, THEIRS or PERSON
   * @param reason stable code
   * @param decidedBy who
   * @param decidedAt when
   * @param decisionId its id
   */
  public record PastDecision(
      String decisionId,
      String field,
      String oldValue,
      String newValue,
      String winner,
      String reason,
      String decidedBy,
      Instant decidedAt) {}

  private static final String DEAD =
      """
      SELECT customer_id, last_error, attempts, pending_since FROM customer
      WHERE tenant_id = $1 AND push_state = 'DEAD' AND customer_id > $2
      ORDER BY customer_id LIMIT $3
      """;
  private static final String REPLAY =
      """
      UPDATE customer SET push_state = 'PENDING', attempts = 0, last_error = NULL,
        next_attempt_at = $2, change_seq = change_seq + 1
      WHERE tenant_id = $1 AND push_state = 'DEAD'
        AND (cardinality($3::text[]) = 0 OR customer_id = ANY ($3::text[]))
      """;
  private static final String CONFLICTS =
      """
      SELECT customer_id, field, ours #>> '{}' AS ours, theirs #>> '{}' AS theirs, reason, opened_at,
        values_print
      FROM field_conflict WHERE tenant_id = $1 AND (customer_id, field) > ($2, $3)
      ORDER BY customer_id, field LIMIT $4
      """;
  private static final String DECIDE =
      """
      INSERT INTO person_decision (tenant_id, customer_id, field, winner, decided_by, decided_at)
      SELECT tenant_id, customer_id, field, $4, $5, $6 FROM field_conflict
      WHERE tenant_id = $1 AND customer_id = $2 AND field = $3
        AND ($7::text IS NULL OR values_print = $7)
      ON CONFLICT (tenant_id, customer_id, field) DO UPDATE SET winner = EXCLUDED.winner,
        decided_by = EXCLUDED.decided_by, decided_at = EXCLUDED.decided_at
      """;
  private static final String OPEN =
      "SELECT 1 FROM field_conflict WHERE tenant_id = $1 AND customer_id = $2 AND field = $3";
  private static final String QUEUE =
      """
      UPDATE customer SET push_state = 'PENDING', change_seq = change_seq + 1, attempts = 0,
        pending_since = coalesce(pending_since, $3), next_attempt_at = $3
      WHERE tenant_id = $1 AND customer_id = $2
      """;
  private static final String HISTORY =
      """
      SELECT decision_id, field, old_value #>> '{}' AS old_value, new_value #>> '{}' AS new_value,
        winner, reason, decided_by, decided_at
      FROM field_decision WHERE tenant_id = $1 AND customer_id = $2
        AND ($3 = '' OR (decided_at, decision_id) < (
          SELECT decided_at, decision_id FROM field_decision
          WHERE tenant_id = $1 AND customer_id = $2 AND decision_id::text = $3))
      ORDER BY decided_at DESC, decision_id DESC LIMIT $4
      """;

  private final TenantScope tenants;
  private final SensitiveFields sensitive;
  private final Clock clock;

  /** Uses the service's own pool. */
  public ErpWork(TenantScope tenants, SensitiveFields sensitive, Clock clock) {
    this.sensitive = sensitive;
    this.tenants = tenants;
    this.clock = clock;
  }

  /** Dead letters after a customer id. */
  public Uni<List<DeadLetter>> deadLetters(String tenantId, String after, int limit) {
    return query(
        tenantId,
        DEAD,
        Tuple.of(tenantId, after, limit),
        row ->
            new DeadLetter(
                row.getString("customer_id"),
                row.getString("last_error"),
                row.getInteger("attempts"),
                instant(row, "pending_since")));
  }

  /** Queues dead letters again, all of them for an empty list; answers how many. */
  public Uni<Integer> replay(String tenantId, List<String> customers) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(REPLAY)
                .execute(Tuple.of(tenantId, now(), customers.toArray(String[]::new)))
                .map(RowSet::rowCount));
  }

  /** Open conflicts after a field of a customer. */
  public Uni<List<Conflict>> conflicts(String tenantId, String customer, String field, int limit) {
    return query(
        tenantId,
        CONFLICTS,
        Tuple.of(tenantId, customer, field, limit),
        row ->
            new Conflict(
                row.getString("customer_id"),
                row.getString("field"),
                open(tenantId, row.getString("customer_id"), row, "ours"),
                open(tenantId, row.getString("customer_id"), row, "theirs"),
                row.getString("reason"),
                instant(row, "opened_at"),
                row.getString("values_print")));
  }

  /**
   * Decides an open conflict and queues its customer.
   *
   * @param version of the values that the person saw; absent for whatever they are
   */
  public Uni<Decided> decide(
      String tenantId,
      String customerId,
      String field,
      Winner winner,
      String by,
      Optional<String> version) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(DECIDE)
                .execute(
                    Tuple.tuple()
                        .addString(tenantId)
                        .addString(customerId)
                        .addString(field)
                        .addString(winner.name())
                        .addString(by)
                        .addOffsetDateTime(now())
                        .addString(version.orElse(null)))
                .flatMap(
                    rows ->
                        rows.rowCount() == 0
                            ? connection
                                .preparedQuery(OPEN)
                                .execute(Tuple.of(tenantId, customerId, field))
                                .map(
                                    open ->
                                        open.rowCount() == 0 ? Decided.NOT_OPEN : Decided.CHANGED)
                            : connection
                                .preparedQuery(QUEUE)
                                .execute(Tuple.of(tenantId, customerId, now()))
                                .replaceWith(Decided.YES)));
  }

  /**
   * Decisions about a customer before one of them, latest first; from the latest for an empty id.
   */
  public Uni<List<PastDecision>> history(
      String tenantId, String customerId, String before, int limit) {
    return query(
        tenantId,
        HISTORY,
        Tuple.of(tenantId, customerId, before, limit),
        row ->
            new PastDecision(
                row.getUUID("decision_id").toString(),
                row.getString("field"),
                open(tenantId, customerId, row, "old_value"),
                open(tenantId, customerId, row, "new_value"),
                row.getString("winner"),
                row.getString("reason"),
                row.getString("decided_by"),
                instant(row, "decided_at")));
  }

  private <T> Uni<List<T>> query(
      String tenantId, String sql, Tuple parameters, Function<Row, T> read) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(sql)
                .execute(parameters)
                .map(
                    rows -> {
                      List<T> found = new ArrayList<>();
                      rows.forEach(row -> found.add(read.apply(row)));
                      return found;
                    }));
  }

  private String open(String tenantId, String customerId, Row row, String column) {
    return sensitive.openText(tenantId, customerId, row.getString("field"), row.getString(column));
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
