package io.kefu.message.flow;

import io.kefu.contracts.ChatKey;
import io.kefu.contracts.chat.ChatType;
import io.kefu.message.reply.OutboxPart;
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
    List<PendingMessage> pending,
    List<OutboxPart> outbox) {}
