package io.kefu.contracts.event;

import static java.util.Objects.requireNonNull;

import io.kefu.contracts.conversation.ConversationStatus;
import io.kefu.contracts.conversation.CustomerTraits;
import java.time.Instant;
import java.util.UUID;

/**
 * Record of {@code conversation.event}: a conversation is as it is told here from now on.
 * Operators' sockets live from it; whoever counts must look at the version.
 *
 * @param eventId UUIDv7 of this event
 * @param tenantId tenant
 * @param occurredAt when it happened
 * @param schemaVersion version of this event, from 1
 * @param conversationId conversation
 * @param agentId agent of the chat
 * @param chatId chat
 * @param chatName title of the chat's window
 * @param customerId customer
 * @param customerName how the customer is called
 * @param kind what changed
 * @param status status from now on
 * @param handling who looks after it: BOT, QUEUED or HELD
 * @param heldBy operator who holds it (optional)
 * @param assignedTo operator it is assigned to (optional)
 * @param cause stable code of the cause: customer_message, our_message, sla, or the operator's
 *     action
 * @param actor person who did it (optional)
 * @param version version of the conversation; a lower one than already seen is stale
 * @param customer the customer as they are now (optional)
 */
public record ConversationEvent(
    UUID eventId,
    String tenantId,
    Instant occurredAt,
    int schemaVersion,
    String conversationId,
    String agentId,
    String chatId,
    String chatName,
    String customerId,
    String customerName,
    ConversationEventKind kind,
    ConversationStatus status,
    String handling,
    String heldBy,
    String assignedTo,
    String cause,
    String actor,
    long version,
    CustomerTraits customer)
    implements Event {

  /** Checks that every required value is there. */
  public ConversationEvent {
    requireNonNull(eventId, "event_id");
    requireNonNull(tenantId, "tenant_id");
    requireNonNull(occurredAt, "occurred_at");
    requireNonNull(conversationId, "conversation_id");
    requireNonNull(agentId, "agent_id");
    requireNonNull(chatId, "chat_id");
    requireNonNull(chatName, "chat_name");
    requireNonNull(customerId, "customer_id");
    requireNonNull(customerName, "customer_name");
    requireNonNull(kind, "kind");
    requireNonNull(status, "status");
    requireNonNull(handling, "handling");
    requireNonNull(cause, "cause");
  }
}
