package io.kefu.message.intake;

import io.kefu.contracts.ChatKey;
import io.kefu.contracts.chat.Attachment;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.chat.Quote;
import java.time.Instant;
import java.util.UUID;

/**
 * A message that has arrived and is fit to be stored: checked, its text free of what PostgreSQL or
 * UTF-8 cannot hold.
 *
 * @param chat the chat it belongs to
 * @param messageId unique within the agent
 * @param chatType private or group
 * @param chatName title of the chat
 * @param senderId sender as the agent names it
 * @param senderName name shown
 * @param contentType what it consists of
 * @param content the text
 * @param saidAt when it was said: the agent's clock, but never later than received
 * @param receivedAt when the gateway took it
 * @param mentioned whether our account was mentioned
 * @param own whether our own account sent it
 * @param fingerprint same chat, sender, text and position; null without a position
 * @param quote what it quotes; may be null
 * @param attachment its file; may be null
 * @param sessionStartedAt when the agent's socket session began; null without one
 * @param trace its place in a trace as {@code traceparent}; null without one
 */
public record Arrival(
    ChatKey chat,
    String messageId,
    ChatType chatType,
    String chatName,
    String senderId,
    String senderName,
    ContentType contentType,
    String content,
    Instant saidAt,
    Instant receivedAt,
    boolean mentioned,
    boolean own,
    UUID fingerprint,
    Quote quote,
    Attachment attachment,
    Instant sessionStartedAt,
    String trace) {

  /** Whether a customer wrote it: not we ourselves, and not WeChat. */
  public boolean fromCustomer() {
    return !own && contentType != ContentType.SYSTEM;
  }
}
