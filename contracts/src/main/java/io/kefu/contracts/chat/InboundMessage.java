package io.kefu.contracts.chat;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One WeChat message as the agent saw it; payload of the {@code message} frame.
 *
 * @param messageId unique within the agent, chosen by it; at most 128 characters
 * @param chatId the chat window, stable within the agent
 * @param chatType private or group
 * @param chatName title of the chat window
 * @param senderId WeChat id of the sender, or the best stand-in the agent has
 * @param senderName name shown for the sender
 * @param contentType what it consists of
 * @param content the text; empty for content without text
 * @param timestamp when WeChat showed it, on the agent clock
 * @param mentioned whether our account was @-mentioned
 * @param own whether our own account sent it; such a message is stored, never answered
 * @param positionHash hash of the rows before it: tells one row seen twice from a text typed twice
 *     (optional)
 * @param quote what it quotes (optional)
 * @param attachment the file it carries (optional)
 */
public record InboundMessage(
    String messageId,
    String chatId,
    ChatType chatType,
    String chatName,
    String senderId,
    String senderName,
    ContentType contentType,
    String content,
    Instant timestamp,
    boolean mentioned,
    boolean own,
    String positionHash,
    Quote quote,
    Attachment attachment) {

  /** Checks that every required value is there. */
  public InboundMessage {
    requireNonNull(messageId, "message_id");
    requireNonNull(chatId, "chat_id");
    requireNonNull(chatType, "chat_type");
    requireNonNull(chatName, "chat_name");
    requireNonNull(senderId, "sender_id");
    requireNonNull(senderName, "sender_name");
    requireNonNull(contentType, "content_type");
    requireNonNull(content, "content");
    requireNonNull(timestamp, "timestamp");
  }
}
