package io.kefu.message.customer;

import io.kefu.chassis.identity.Identity;
import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Who changed what about a customer: names of fields, never their values. */
@ApplicationScoped
public class CustomerChanges {

  /**
   * A change.
   *
   * @param action edit, promote, merge, reveal_phone or erp
   * @param actor the person; null for the ERP
   * @param fields names of what changed
   * @param otherId the duplicate of a merge; else null
   * @param occurredAt when
   */
  public record Change(
      String action, String actor, List<String> fields, UUID otherId, Instant occurredAt) {}

  private static final String NOTE =
      """
      INSERT INTO customer_changes
        (tenant_id, change_id, customer_id, action, actor, fields, other_id, occurred_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, now())
      """;

  /** Uses customer_changes_customer. */
  private static final String LAST =
      """
      SELECT action, actor, fields, other_id, occurred_at FROM customer_changes
      WHERE tenant_id = $1 AND customer_id = $2
      ORDER BY occurred_at DESC, change_id DESC LIMIT 200
      """;

  private final TenantScope tenants;
  private final Identity ids;

  /** Uses the service's pool. */
  public CustomerChanges(TenantScope tenants, Identity ids) {
    this.tenants = tenants;
    this.ids = ids;
  }

  /** Writes a change down, in the caller's transaction. */
  Uni<Void> note(
      SqlConnection connection,
      String tenantId,
      UUID customerId,
      String action,
      String actor,
      List<String> fields,
      UUID otherId) {
    return connection
        .preparedQuery(NOTE)
        .execute(
            Tuple.tuple()
                .addString(tenantId)
                .addUUID(ids.next())
                .addUUID(customerId)
                .addString(action)
                .addString(actor)
                .addArrayOfString(fields.toArray(String[]::new))
                .addUUID(otherId))
        .replaceWithVoid();
  }

  /** The last two hundred changes of a customer, the newest first. */
  public Uni<List<Change>> of(String tenantId, UUID customerId) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(LAST)
                .execute(Tuple.of(tenantId, customerId))
                .map(
                    rows -> {
                      List<Change> changes = new ArrayList<>(rows.size());
                      for (Row row : rows) {
                        changes.add(
                            new Change(
                                row.getString("action"),
                                row.getString("actor"),
                                List.of(row.getArrayOfStrings("fields")),
                                row.getUUID("other_id"),
                                row.getOffsetDateTime("occurred_at").toInstant()));
                      }
                      return changes;
                    }));
  }
}
