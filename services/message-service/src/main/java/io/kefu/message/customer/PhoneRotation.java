package io.kefu.message.customer;

import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.sealing.SealingException;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.persistence.JsonRows;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * After a new key was put in front, seals phone numbers again that an older one sealed, some at a
 * time; when none is left the old key may go.
 */
@ApplicationScoped
public class PhoneRotation {

  private static final Logger LOG = Logger.getLogger(PhoneRotation.class);
  private static final int BATCH = 200;

  private record PhoneRow(String tenantId, UUID customerId, String phone, String fingerprint) {}

  private static final String OLD =
      """
      SELECT tenant_id, customer_id, phone FROM customers
      WHERE phone_fingerprint IS NOT NULL AND NOT starts_with(phone_fingerprint, $1)
      LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
      """;

  private static final String SAVE =
      """
      UPDATE customers k SET phone = i.phone, phone_fingerprint = i.fingerprint
      FROM jsonb_to_recordset($1::text::jsonb) AS i(
        tenant_id text, customer_id uuid, phone text, fingerprint text)
      WHERE k.tenant_id = i.tenant_id AND k.customer_id = i.customer_id
        AND NOT (i IS DISTINCT FROM i)
      """;

  private final TenantScope tenants;
  private final Phones phones;
  private final JsonRows json;

  /** Wires the sweep. */
  public PhoneRotation(TenantScope tenants, Phones phones, JsonRows json) {
    this.tenants = tenants;
    this.phones = phones;
    this.json = json;
  }

  @Scheduled(
      every = "{kefu.message.data.rotation}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    if (phones.currentKey().isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return tenants
        .acrossTenants(connection -> some(connection, phones.currentKey().get() + ':'))
        .chain(again -> again ? sweep() : Uni.createFrom().voidItem())
        .onFailure()
        .invoke(failure -> LOG.warnf("phone numbers are sealed again later: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Boolean> some(SqlConnection connection, String current) {
    return connection
        .preparedQuery(OLD)
        .execute(Tuple.of(current, BATCH))
        .chain(
            rows -> {
              List<PhoneRow> again = sealed(rows);
              return again.isEmpty()
                  ? Uni.createFrom().item(false)
                  : connection
                      .preparedQuery(SAVE)
                      .execute(Tuple.of(json.of(again)))
                      .replaceWith(rows.size() == BATCH);
            });
  }

  private List<PhoneRow> sealed(RowSet<Row> rows) {
    List<PhoneRow> again = new ArrayList<>();
    for (Row row : rows) {
      String tenantId = row.getString("tenant_id");
      UUID customerId = row.getUUID("customer_id");
      try {
        Phones.Stored stored =
            phones.seal(
                tenantId, customerId, phones.open(tenantId, customerId, row.getString("phone")));
        again.add(new PhoneRow(tenantId, customerId, stored.sealed(), stored.fingerprint()));
      } catch (SealingException | ProblemException e) {
        LOG.errorf("a phone number cannot be sealed again: %s", e.getMessage());
      }
    }
    return again;
  }
}
