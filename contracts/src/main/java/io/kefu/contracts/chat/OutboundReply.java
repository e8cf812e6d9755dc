package io.kefu.contracts.chat;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One part of a reply for a customer; payload of the {@code reply} frame.
 *
 * @param replyId unique; an agent never begins the same one twice
 * @param messageId the message it answers; absent when an operator writes first (optional)
 * @param chatId the chat window
 * @param chatName title that must be read back before typing
 * @param action what to do
 * @param content text to send; empty when nothing is to be sent
 * @param part position of this part, from 1
 * @param parts number of parts
 * @param mention name to @-mention in a group (optional)
 * @param notBefore earliest time to send it (optional)
 * @param confidence 0 to 1
 * @param timestamp when it was decided
 */
public record OutboundReply(
    String replyId,
    String messageId,
    String chatId,
    String chatName,
    ReplyAction action,
    String content,
    int part,
    int parts,
    String mention,
    Instant notBefore,
    double confidence,
    Instant timestamp) {

  /** Checks that every required value is there. */
  public OutboundReply {
    requireNonNull(replyId, "reply_id");
    requireNonNull(chatId, "chat_id");
    requireNonNull(chatName, "chat_name");
    requireNonNull(action, "action");
    requireNonNull(content, "content");
    requireNonNull(timestamp, "timestamp");
  }
}
