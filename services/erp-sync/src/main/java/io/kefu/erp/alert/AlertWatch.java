package io.kefu.erp.alert;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.erp.ErpConfig;
import io.kefu.erp.alert.Alert.Facts;
import io.kefu.erp.connector.Connectors;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Looks after each tenant's synchronisation: gauges for the monitoring, and one line in the log
 * when something goes wrong or is right again.
 */
@ApplicationScoped
public class AlertWatch {

  private static final Logger LOG = Logger.getLogger(AlertWatch.class);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration KEPT = Duration.ofDays(7);

  private static final String LOOK =
      """
      SELECT
        (SELECT coalesce(sum(succeeded), 0) FROM sync_slot
         WHERE tenant_id = $1 AND slot > $2) AS succeeded,
        (SELECT coalesce(sum(failed), 0) FROM sync_slot
         WHERE tenant_id = $1 AND slot > $2) AS failed,
        (SELECT max(slot) FROM sync_slot WHERE tenant_id = $1 AND succeeded > 0) AS last_success,
        coalesce((SELECT kill_switch FROM tenant_sync WHERE tenant_id = $1), false) AS stopped
      """;
  private static final String TIDY = "DELETE FROM sync_slot WHERE slot < $1";

  private final TenantScope tenants;
  private final Connectors connectors;
  private final ErpConfig config;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final Instant started;
  private final Map<String, Facts> facts = new ConcurrentHashMap<>();
  private final Map<String, Set<Alert>> raised = new ConcurrentHashMap<>();

  /** Wires the watch. */
  public AlertWatch(
      TenantScope tenants,
      Connectors connectors,
      ErpConfig config,
      Clock clock,
      MeterRegistry metrics) {
    this.tenants = tenants;
    this.connectors = connectors;
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
    this.started = clock.instant();
  }

  /** Looks after all tenants that have an ERP. */
  @Scheduled(
      every = "${kefu.erp.alert.every:60s}",
      delayed = "15s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public Uni<Void> lookAround() {
    OffsetDateTime old = clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC);
    return Multi.createFrom()
        .iterable(connectors.tenants())
        .onItem()
        .transformToUniAndConcatenate(this::look)
        .collect()
        .last()
        .chain(
            () ->
                tenants.acrossTenants(
                    tx -> tx.preparedQuery(TIDY).execute(Tuple.of(old)).replaceWithVoid()))
        .onFailure()
        .invoke(failure -> LOG.warnf("alerts not judged, trying again later: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  /** What is wrong with a tenant's synchronisation; nothing without an ERP. */
  public Uni<Set<Alert>> look(String tenantId) {
    if (connectors.of(tenantId).isEmpty()) {
      return Uni.createFrom().item(Set.of());
    }
    Instant now = clock.instant();
    return tenants
        .inTransaction(
            tenantId,
            tx ->
                tx.preparedQuery(LOOK)
                    .execute(Tuple.of(tenantId, now.minus(HOUR).atOffset(ZoneOffset.UTC)))
                    .map(rows -> facts(rows.iterator().next())))
        .map(found -> judge(tenantId, found, now));
  }

  private Facts facts(Row row) {
    OffsetDateTime success = row.getOffsetDateTime("last_success");
    // A process that was down for long is not silent: it has just begun.
    Instant quietSince =
        success == null || success.toInstant().isBefore(started) ? started : success.toInstant();
    return new Facts(
        row.getLong("succeeded"), row.getLong("failed"), quietSince, row.getBoolean("stopped"));
  }

  private Set<Alert> judge(String tenantId, Facts found, Instant now) {
    Set<Alert> alerts = Alert.of(found, config.alert(), now);
    facts.put(tenantId, found);
    Set<Alert> before = raised.put(tenantId, alerts);
    if (before == null) {
      register(tenantId);
      before = EnumSet.noneOf(Alert.class);
    }
    for (Alert alert : Alert.values()) {
      if (alerts.contains(alert) && !before.contains(alert)) {
        LOG.errorf(
            "ERP alert raised: tenant=%s alert=%s succeeded=%d failed=%d quiet_since=%s",
            tenantId, alert.code(), found.succeeded(), found.failed(), found.quietSince());
      } else if (before.contains(alert) && !alerts.contains(alert)) {
        LOG.infof("ERP alert over: tenant=%s alert=%s", tenantId, alert.code());
      }
    }
    return alerts;
  }

  private void register(String tenantId) {
    for (Alert alert : Alert.values()) {
      Gauge.builder("erp_alert", () -> raised.get(tenantId).contains(alert) ? 1 : 0)
          .description("1 while a person should look at the ERP's synchronisation")
          .tag("tenant", tenantId)
          .tag("alert", alert.code())
          .register(metrics);
    }
    Gauge.builder("erp_sync_success_ratio", () -> facts.get(tenantId).success())
        .tag("tenant", tenantId)
        .register(metrics);
    Gauge.builder("erp_sync_failures_hour", () -> facts.get(tenantId).failed())
        .tag("tenant", tenantId)
        .register(metrics);
    Gauge.builder(
            "erp_sync_quiet_seconds",
            () -> Duration.between(facts.get(tenantId).quietSince(), clock.instant()).toSeconds())
        .tag("tenant", tenantId)
        .register(metrics);
  }
}
