package io.kefu.contracts.event;

import static java.util.Objects.requireNonNull;

import io.kefu.contracts.chat.ReplyAction;
import java.util.List;

/**
 * The message, or merged burst of messages, that a decision is about.
 *
 * @param messageId message whose decision it is; the last of a burst
 * @param chatId chat
 * @param action what was decided
 * @param messageIds every message the decision covers, in order; at least one
 */
public record DecidedMessage(
    String messageId, String chatId, ReplyAction action, List<String> messageIds) {

  /** Checks that every required value is there. */
  public DecidedMessage {
    requireNonNull(messageId, "message_id");
    requireNonNull(chatId, "chat_id");
    requireNonNull(action, "action");
    messageIds = List.copyOf(requireNonNull(messageIds, "message_ids"));
  }
}
