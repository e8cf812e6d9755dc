package io.kefu.message.customer;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.persistence.JsonRows;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Keeps the grades up to date: of customers whose facts changed within seconds (whoever changes
 * them empties {@code graded_at}), of all others from time to time. A pinned grade stays.
 */
@ApplicationScoped
public class Grading {

  private static final Logger LOG = Logger.getLogger(Grading.class);
  private static final int BATCH = 500;

  private record GradeRow(String tenantId, UUID customerId, String grade) {}

  /** Uses customers_grading. */
  private static final String DUE =
      """
      SELECT tenant_id, customer_id, has_order, has_contract, has_payment, has_quote_request,
        erp_value, intent_score, last_active_at
      FROM customers
      WHERE NOT grade_pinned AND merged_into IS NULL AND (graded_at IS NULL OR graded_at < $1)
      ORDER BY graded_at NULLS FIRST LIMIT $2
      FOR NO KEY UPDATE SKIP LOCKED
      """;

  private static final String SAVE =
      """
      UPDATE customers k SET grade = i.grade, graded_at = now()
      FROM jsonb_to_recordset($1::text::jsonb) AS i(tenant_id text, customer_id uuid, grade text)
      WHERE k.tenant_id = i.tenant_id AND k.customer_id = i.customer_id
        AND NOT (i IS DISTINCT FROM i)
      """;

  private final TenantScope tenants;
  private final JsonRows json;
  private final GradeConfig config;
  private final Clock clock;

  /** Wires the sweep. */
  public Grading(TenantScope tenants, JsonRows json, GradeConfig config, Clock clock) {
    this.tenants = tenants;
    this.json = json;
    this.config = config;
    this.clock = clock;
  }

  @Scheduled(
      every = "{kefu.message.grade.sweep}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return tenants
        .acrossTenants(this::gradeSome)
        .chain(count -> count >= BATCH ? sweep() : Uni.createFrom().voidItem())
        .onFailure()
        .invoke(failure -> LOG.warnf("grades are computed later: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Integer> gradeSome(SqlConnection connection) {
    Instant now = clock.instant();
    return connection
        .preparedQuery(DUE)
        .execute(Tuple.of(now.minus(config.lasts()).atOffset(ZoneOffset.UTC), BATCH))
        .chain(
            rows ->
                rows.size() == 0
                    ? Uni.createFrom().item(0)
                    : connection
                        .preparedQuery(SAVE)
                        .execute(Tuple.of(json.of(graded(rows, now))))
                        .replaceWith(rows.size()));
  }

  private static List<GradeRow> graded(RowSet<Row> rows, Instant now) {
    List<GradeRow> graded = new ArrayList<>(rows.size());
    for (Row row : rows) {
      graded.add(
          new GradeRow(
              row.getString("tenant_id"), row.getUUID("customer_id"), Grades.of(facts(row, now))));
    }
    return graded;
  }

  private static Grades.Facts facts(Row row, Instant now) {
    return new Grades.Facts(
        row.getBoolean("has_order"),
        row.getBoolean("has_contract"),
        row.getBoolean("has_payment"),
        row.getBoolean("has_quote_request"),
        row.getString("erp_value"),
        row.getInteger("intent_score"),
        Duration.between(row.getOffsetDateTime("last_active_at").toInstant(), now));
  }
}
