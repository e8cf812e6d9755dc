package io.kefu.chassis.tenancy;

import io.kefu.chassis.tracing.TraceContext;
import io.kefu.chassis.tracing.TracedStatements;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;

/**
 * Opens transactions that see one tenant's rows only. Every query filters by {@code tenant_id}; the
 * tables' row-level security, which reads the setting made here, is the second wall (design.md §6).
 */
@ApplicationScoped
public class TenantScope {

  /** Stands for all tenants: for a service's own consumers and sweeps, never for a request. */
  public static final String ALL_TENANTS = "*";

  /** What is written to an outbox takes its trace from there: DEFAULT of the column trace. */
  private static final String SET_SCOPE =
      "SELECT set_config('kefu.tenant', $1, true), set_config('kefu.trace', $2, true)";

  private final Pool pool;
  private final Vertx vertx;
  private final MeterRegistry metrics;
  private final Timer transactions;

  /** Uses the service's own pool. */
  public TenantScope(Pool pool, Vertx vertx, MeterRegistry metrics) {
    this.pool = pool;
    this.vertx = vertx;
    this.metrics = metrics;
    this.transactions =
        Timer.builder("db_query_duration")
            .description("time of one database transaction, waiting for a connection included")
            .publishPercentileHistogram()
            .register(metrics);
  }

  /**
   * Runs work in one transaction confined to a tenant; commits when the work's item arrives, rolls
   * back when it fails. The setting is sent without waiting for its answer, so it costs no round
   * trip of its own.
   */
  public <T> Uni<T> inTransaction(String tenantId, Function<SqlConnection, Uni<T>> work) {
    if (tenantId == null || tenantId.isBlank() || ALL_TENANTS.equals(tenantId)) {
      return Uni.createFrom()
          .failure(new IllegalArgumentException("a tenant's transaction needs a tenant"));
    }
    return scoped(tenantId, work);
  }

  /** The same over all tenants. */
  public <T> Uni<T> acrossTenants(Function<SqlConnection, Uni<T>> work) {
    return scoped(ALL_TENANTS, work);
  }

  private <T> Uni<T> scoped(String scope, Function<SqlConnection, Uni<T>> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Timer.Sample sample = Timer.start(metrics);
              String trace = TraceContext.current();
              return TracedStatements.in(
                      vertx, transaction(scope, trace == null ? "" : trace, work))
                  .onTermination()
                  .invoke(() -> sample.stop(transactions));
            });
  }

  private <T> Uni<T> transaction(String scope, String trace, Function<SqlConnection, Uni<T>> work) {
    return pool.withTransaction(
        connection -> {
          // A connection answers in order: the setting is in force before the work's first query.
          Uni<Void> setting =
              connection
                  .preparedQuery(SET_SCOPE)
                  .execute(Tuple.of(scope, trace))
                  .replaceWithVoid()
                  .memoize()
                  .indefinitely();
          return Uni.combine()
              .all()
              .unis(setting, Uni.createFrom().deferred(() -> work.apply(connection)))
              .with((done, result) -> result);
        });
  }
}
