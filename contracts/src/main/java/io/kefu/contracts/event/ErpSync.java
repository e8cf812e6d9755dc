package io.kefu.contracts.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Record of {@code erp.sync}: a customer changed here or there.
 *
 * @param eventId UUIDv7 of this event
 * @param tenantId tenant
 * @param occurredAt when it happened
 * @param schemaVersion version of this event, from 1
 * @param customerId our customer id
 * @param direction which way
 * @param cause stable code: created, updated, phone_verified, quote_requested, order, contract,
 *     payment, pulled
 * @param version version of the customer on the changed side; a lower one than already seen is
 *     stale
 * @param fields changed fields by name
 */
public record ErpSync(
    UUID eventId,
    String tenantId,
    Instant occurredAt,
    int schemaVersion,
    String customerId,
    ErpDirection direction,
    String cause,
    long version,
    Map<String, Object> fields)
    implements Event {

  /** Checks that every required value is there. */
  public ErpSync {
    requireNonNull(eventId, "event_id");
    requireNonNull(tenantId, "tenant_id");
    requireNonNull(occurredAt, "occurred_at");
    requireNonNull(customerId, "customer_id");
    requireNonNull(direction, "direction");
    requireNonNull(cause, "cause");
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(requireNonNull(fields, "fields")));
  }
}
