package io.kefu.contracts.event;

import static java.util.Objects.requireNonNull;

import io.kefu.contracts.conversation.CustomerTraits;
import java.time.Instant;
import java.util.UUID;

/**
 * Record of {@code customer.event}: what became of a customer, for whoever counts. A kind without a
 * value of its own carries none.
 *
 * @param eventId UUIDv7 of this event
 * @param tenantId tenant
 * @param occurredAt when it happened
 * @param schemaVersion version of this event, from 1
 * @param customerId our customer id
 * @param kind what happened
 * @param customer the customer as they are now (optional)
 * @param episode for episode_closed (optional)
 */
public record CustomerEvent(
    UUID eventId,
    String tenantId,
    Instant occurredAt,
    int schemaVersion,
    String customerId,
    CustomerEventKind kind,
    CustomerTraits customer,
    EpisodeClosed episode)
    implements Event {

  /** Checks that every required value is there. */
  public CustomerEvent {
    requireNonNull(eventId, "event_id");
    requireNonNull(tenantId, "tenant_id");
    requireNonNull(occurredAt, "occurred_at");
    requireNonNull(customerId, "customer_id");
    requireNonNull(kind, "kind");
    Event.requireExactly(kind, (kind == CustomerEventKind.EPISODE_CLOSED) == (episode != null));
  }
}
