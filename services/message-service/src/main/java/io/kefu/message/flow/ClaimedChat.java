package io.kefu.message.flow;

import io.kefu.contracts.ChatKey;
import io.kefu.contracts.chat.ChatType;
import io.kefu.message.reply.OutboxPart;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A chat that this process works on alone until it gives it back or the lease runs out.
 *
 * @param chat which
 * @param chatType private or group
 * @param chatName title of the window
 * @param token proves the claim; a store that does not find it any more must give up
 * @param ready whether its messages are to be decided now, or only its outbox looked after
 * @param failures how often work on it has failed in a row
 * @param unsettledSince when the first claim began that was not given back properly: what it
 *     decided since may be unknown to others; null when there is none
 * @param agentSessionAt when the agent's present session began, as far as known: what was published
 *     before may have been missed; null when nobody knows
 * @param pending messages to decide, in order; empty when not ready
 * @param outbox parts without a receipt, in order
 */
public record ClaimedChat(
    ChatKey chat,
    ChatType chatType,
    String chatName,
    UUID token,
    boolean ready,
    int failures,
    Instant unsettledSince,
    Instant agentSessionAt,
    List<PendingMessage> pending,
    List<OutboxPart> outbox) {}
