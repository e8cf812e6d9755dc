package io.kefu.contracts.event;

import static java.util.Objects.requireNonNull;

import io.kefu.contracts.chat.InboundMessage;
import java.time.Instant;
import java.util.UUID;

/**
 * Record of {@code message.in}: one inbound WeChat message.
 *
 * @param eventId UUIDv7 of this event
 * @param tenantId tenant
 * @param occurredAt when it happened
 * @param schemaVersion version of this event, from 1
 * @param agentId agent that saw it
 * @param receivedAt when the gateway took it, on the server clock
 * @param message the message
 * @param sessionStartedAt when the socket session it came through began, on the server clock: what
 *     was sent to the agent before, it may have missed; absent for an agent without a socket
 *     (optional)
 */
public record MessageIn(
    UUID eventId,
    String tenantId,
    Instant occurredAt,
    int schemaVersion,
    String agentId,
    Instant receivedAt,
    InboundMessage message,
    Instant sessionStartedAt)
    implements Event {

  /** Checks that every required value is there. */
  public MessageIn {
    requireNonNull(eventId, "event_id");
    requireNonNull(tenantId, "tenant_id");
    requireNonNull(occurredAt, "occurred_at");
    requireNonNull(agentId, "agent_id");
    requireNonNull(receivedAt, "received_at");
    requireNonNull(message, "message");
  }
}
