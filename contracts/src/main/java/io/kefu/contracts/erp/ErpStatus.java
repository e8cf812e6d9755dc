package io.kefu.contracts.erp;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * State of a tenant's ERP synchronisation: answer of {@code GET /internal/v1/erp/status}.
 *
 * @param connection how the connection is
 * @param connector name of the connector; absent without one (optional)
 * @param killSwitch whether calls are stopped
 * @param queueDepth customers with changes not yet in the ERP
 * @param retrying those of them that failed at least once
 * @param dead customers whose push was given up: replay or correct them
 * @param oldestQueuedAt since when the oldest change waits (optional)
 * @param lastPushAt last successful push (optional)
 * @param lastPullAt last complete pull (optional)
 * @param lastErrorAt last failure (optional)
 * @param lastError its stable code (optional)
 * @param openConflicts field conflicts that wait for a person
 * @param alerts stable codes of what is wrong now: low_success, many_failures, silent (optional)
 */
public record ErpStatus(
    ErpConnection connection,
    String connector,
    KillSwitch killSwitch,
    long queueDepth,
    long retrying,
    long dead,
    Instant oldestQueuedAt,
    Instant lastPushAt,
    Instant lastPullAt,
    Instant lastErrorAt,
    String lastError,
    long openConflicts,
    List<String> alerts) {

  /** Checks that every required value is there. */
  public ErpStatus {
    requireNonNull(connection, "connection");
    requireNonNull(killSwitch, "kill_switch");
    alerts = alerts == null ? null : List.copyOf(alerts);
  }
}
