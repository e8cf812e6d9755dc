package io.kefu.contracts.event;

import static java.util.Objects.requireNonNull;

import io.kefu.contracts.answer.DecisionSummary;
import io.kefu.contracts.chat.OutboundReply;
import io.kefu.contracts.chat.ReplyOrigin;
import java.time.Instant;
import java.util.UUID;

/**
 * Record of {@code reply.out}: one part of a reply, a command to an agent, or a decision that sends
 * nothing. Exactly the value named by the kind is present.
 *
 * @param eventId UUIDv7 of this event
 * @param tenantId tenant
 * @param occurredAt when it happened
 * @param schemaVersion version of this event, from 1
 * @param agentId agent that must act
 * @param kind reply, command or decision
 * @param attempt how often it was published, from 1; a reader that counts must look at the reply id
 * @param origin who wrote the reply (optional)
 * @param reply the reply part (optional)
 * @param decision why: on the first part of a decided reply, and of kind decision (optional)
 * @param command the command (optional)
 * @param decided the message a decision of kind decision is about (optional)
 * @param operator who wrote the reply, when an operator did (optional)
 */
public record ReplyOut(
    UUID eventId,
    String tenantId,
    Instant occurredAt,
    int schemaVersion,
    String agentId,
    ReplyOutKind kind,
    int attempt,
    ReplyOrigin origin,
    OutboundReply reply,
    DecisionSummary decision,
    AgentCommand command,
    DecidedMessage decided,
    String operator)
    implements Event {

  /** A record that no operator wrote. */
  public ReplyOut(
      UUID eventId,
      String tenantId,
      Instant occurredAt,
      int schemaVersion,
      String agentId,
      ReplyOutKind kind,
      int attempt,
      ReplyOrigin origin,
      OutboundReply reply,
      DecisionSummary decision,
      AgentCommand command,
      DecidedMessage decided) {
    this(
        eventId,
        tenantId,
        occurredAt,
        schemaVersion,
        agentId,
        kind,
        attempt,
        origin,
        reply,
        decision,
        command,
        decided,
        null);
  }

  /** Checks that every required value is there. */
  public ReplyOut {
    requireNonNull(eventId, "event_id");
    requireNonNull(tenantId, "tenant_id");
    requireNonNull(occurredAt, "occurred_at");
    requireNonNull(agentId, "agent_id");
    requireNonNull(kind, "kind");
    Event.requireExactly(
        kind,
        switch (kind) {
          case REPLY -> reply != null && origin != null && command == null && decided == null;
          case COMMAND -> command != null && reply == null && decided == null;
          case DECISION -> decision != null && decided != null && reply == null && command == null;
        });
  }
}
