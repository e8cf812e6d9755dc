package io.kefu.erp.lookup;

import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Whether an ERP may be asked, and about which of its customers. */
@ApplicationScoped
public class CustomerLink {

  /** By the primary keys of both tables. */
  private static final String FIND =
      """
      SELECT
        coalesce((SELECT kill_switch OR connection = 'CAPTCHA' FROM tenant_sync
                  WHERE tenant_id = $1), false) AS closed,
        (SELECT erp_id FROM customer
         WHERE tenant_id = $1 AND customer_id = $2
           AND (linked_by <> 'PHONE' OR fields ->> 'phone_verified' = 'true')) AS erp_id
      """;

  private final TenantScope tenants;

  /**
   * What is known.
   *
   * @param closed whether no call may be made: the kill switch is thrown, or a person must log in
   * @param erpId the ERP's customer, if there is a link that documents may be told by
   */
  record Link(boolean closed, Optional<String> erpId) {}

  /** Uses the service's own pool. */
  public CustomerLink(TenantScope tenants) {
    this.tenants = tenants;
  }

  Uni<Link> of(String tenantId, String customerId) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(FIND)
                .execute(Tuple.of(tenantId, customerId))
                .map(
                    rows -> {
                      Row row = rows.iterator().next();
                      return new Link(
                          row.getBoolean("closed"), Optional.ofNullable(row.getString("erp_id")));
                    }));
  }
}
