package io.kefu.contracts.event;

import static java.util.Objects.requireNonNull;

import io.kefu.contracts.frame.Heartbeat;
import io.kefu.contracts.frame.Hello;
import java.time.Instant;
import java.util.UUID;

/**
 * Record of {@code agent.event}. Exactly the value named by the kind is present; online carries
 * {@code hello}.
 *
 * @param eventId UUIDv7 of this event
 * @param tenantId tenant
 * @param occurredAt when it happened
 * @param schemaVersion version of this event, from 1
 * @param agentId agent
 * @param kind what happened
 * @param sessionId socket session; absent for an agent without a socket (optional)
 * @param gatewayId replica that saw it
 * @param hello for online (optional)
 * @param heartbeat for heartbeat (optional)
 * @param receipt for receipt (optional)
 * @param commandResult for command_result (optional)
 * @param reason for offline: stable code (optional)
 */
public record AgentEvent(
    UUID eventId,
    String tenantId,
    Instant occurredAt,
    int schemaVersion,
    String agentId,
    AgentEventKind kind,
    String sessionId,
    String gatewayId,
    Hello hello,
    Heartbeat heartbeat,
    Receipt receipt,
    CommandResult commandResult,
    String reason)
    implements Event {

  /** Checks that every required value is there. */
  public AgentEvent {
    requireNonNull(eventId, "event_id");
    requireNonNull(tenantId, "tenant_id");
    requireNonNull(occurredAt, "occurred_at");
    requireNonNull(agentId, "agent_id");
    requireNonNull(kind, "kind");
    requireNonNull(gatewayId, "gateway_id");
    Event.requireExactly(
        kind,
        switch (kind) {
          case ONLINE -> hello != null;
          case OFFLINE -> reason != null;
          case HEARTBEAT -> heartbeat != null;
          case RECEIPT -> receipt != null;
          case COMMAND_RESULT -> commandResult != null;
        });
  }
}
