package io.kefu.message.api;

import java.time.Instant;
import java.util.UUID;

/**
 * A conversation as it is.
 *
 * @param status UNSEEN, NEED_REPLY, WAITING_THEM, OVERDUE, RESOLVED or SNOOZED
 * @param lastSpeaker me or them
 * @param handling BOT, QUEUED or HELD
 * @param heldBy operator who holds it; absent when nobody does
 * @param returnAt when the bot takes it back by itself
 * @param version counts its changes; the ETag
 */
public record ConversationView(
    UUID conversationId,
    String agentId,
    String chatId,
    String chatName,
    String chatType,
    UUID customerId,
    String customerName,
    String status,
    String lastSpeaker,
    Instant lastMessageAt,
    Instant slaAt,
    Instant followUpAt,
    Instant snoozeAt,
    String handling,
    String handoverReason,
    String heldBy,
    String assignedTo,
    Instant returnAt,
    Instant createdAt,
    Instant updatedAt,
    long version) {}
