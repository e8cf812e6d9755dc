package io.kefu.rag.store;

import io.kefu.chassis.tenancy.TenantScope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * How far an engine outside of this process has followed a tenant's knowledge. All replicas write
 * to one such engine, so this stands in the database, not in the index of a replica.
 */
@ApplicationScoped
public class OutsideWatermarks {

  private final TenantScope tenants;

  /** Uses the service's pool. */
  public OutsideWatermarks(TenantScope tenants) {
    this.tenants = tenants;
  }

  /** The last revision that an engine has; 0 for none. */
  public Uni<Long> of(String tenantId, String engine) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(
                    "SELECT revision FROM outside_watermarks WHERE tenant_id = $1 AND engine = $2")
                .execute(Tuple.of(tenantId, engine))
                .map(
                    rows -> {
                      for (Row row : rows) {
                        return row.getLong("revision");
                      }
                      return 0L;
                    }));
  }

  /** Notes that an engine has everything up to a revision; never goes back. */
  public Uni<Void> reached(String tenantId, String engine, long revision) {
    return tenants.inTransaction(
        tenantId,
        connection ->
            connection
                .preparedQuery(
                    "INSERT INTO outside_watermarks (tenant_id, engine, revision) VALUES ($1, $2,"
                        + " $3) ON CONFLICT (tenant_id, engine) DO UPDATE SET revision ="
                        + " GREATEST(outside_watermarks.revision, excluded.revision)")
                .execute(Tuple.of(tenantId, engine, revision))
                .replaceWithVoid());
  }
}
