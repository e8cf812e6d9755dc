package io.kefu.message.flow;

import io.kefu.contracts.answer.Speaker;
import io.kefu.contracts.chat.ContentType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A stored message that waits for its decision, with what is known of its conversation.
 *
 * @param messageId unique within the agent
 * @param senderName name shown
 * @param contentType what it consists of
 * @param content the text
 * @param saidAt when it was said
 * @param receivedAt when the gateway took it
 * @param storedAt when we stored it
 * @param mentioned whether our account was mentioned
 * @param own whether our own account sent it
 * @param fileName name of its file; null without one
 * @param trace its place in a trace as {@code traceparent}; null without one
 * @param thread its conversation; null for a row that belongs to none
 */
public record PendingMessage(
    String messageId,
    String senderName,
    ContentType contentType,
    String content,
    Instant saidAt,
    Instant receivedAt,
    Instant storedAt,
    boolean mentioned,
    boolean own,
    String fileName,
    String trace,
    Thread thread) {

  /**
   * What is known of the conversation when the chat is claimed.
   *
   * @param conversationId conversation
   * @param customerId customer
   * @param bucket the customer's list: WHITE, GRAY or BLACK
   * @param onFile whether the customer has a K-code
   * @param handling who looks after it: BOT, QUEUED or HELD
   * @param botSilent whether a queued customer wants no bot
   * @param returnAt when the bot takes it back; may be null
   * @param lastSpeaker who spoke last; may be null
   * @param lastQuestion digest of the last question; may be null
   * @param lastQuestionAt when it was asked; may be null
   * @param clarification JSON of the choices offered last; may be null
   * @param status status of the conversation
   * @param name real name of the customer, else the name shown
   * @param grade the customer's grade
   * @param tags the customer's tags
   * @param triggerLabel the customer's label; may be null
   * @param intentScore the customer's score, 0 to 100
   */
  public record Thread(
      UUID conversationId,
      UUID customerId,
      String bucket,
      boolean onFile,
      String handling,
      boolean botSilent,
      Instant returnAt,
      Speaker lastSpeaker,
      String lastQuestion,
      Instant lastQuestionAt,
      String clarification,
      String status,
      String name,
      String grade,
      List<String> tags,
      String triggerLabel,
      int intentScore) {}
}
