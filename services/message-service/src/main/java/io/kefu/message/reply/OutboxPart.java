package io.kefu.message.reply;

import io.kefu.contracts.ChatKey;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.chat.ReplyOrigin;
import java.time.Instant;
import java.util.UUID;

/**
 * One part in the outbox.
 *
 * @param replyId unique
 * @param chat where it goes
 * @param chatName title that must be read back before typing
 * @param messageId the message it answers; may be null
 * @param conversationId its conversation; may be null
 * @param origin bot or operator
 * @param action reply or transfer_human
 * @param content the text
 * @param part position, from 1
 * @param parts number of parts
 * @param mention name to mention; may be null
 * @param confidence 0 to 1
 * @param notBefore earliest time to send it; may be null
 * @param attempts how often it was published
 * @param publishedAt when last; null when never
 * @param nextAttemptAt when it is to be published again
 * @param expiresAt when it is too old
 * @param createdAt when it was decided
 * @param slotAt when the sending limits let it go out; null once it gave its slot back
 * @param releasedAt when it was let out: from then on an operator does not stop it; null before
 * @param why the decision it carries: on a first part that was never published; else null
 * @param heldByOperator whether an operator holds the conversation now
 * @param operator who wrote it; null for the bot and for a program
 * @param trace its place in a trace as {@code traceparent}; null without one
 */
public record OutboxPart(
    UUID replyId,
    ChatKey chat,
    String chatName,
    String messageId,
    UUID conversationId,
    ReplyOrigin origin,
    ReplyAction action,
    String content,
    int part,
    int parts,
    String mention,
    double confidence,
    Instant notBefore,
    int attempts,
    Instant publishedAt,
    Instant nextAttemptAt,
    Instant expiresAt,
    Instant createdAt,
    Instant slotAt,
    Instant releasedAt,
    Announcement why,
    boolean heldByOperator,
    String operator,
    String trace) {

  /** A part that no operator wrote. */
  public OutboxPart(
      UUID replyId,
      ChatKey chat,
      String chatName,
      String messageId,
      UUID conversationId,
      ReplyOrigin origin,
      ReplyAction action,
      String content,
      int part,
      int parts,
      String mention,
      double confidence,
      Instant notBefore,
      int attempts,
      Instant publishedAt,
      Instant nextAttemptAt,
      Instant expiresAt,
      Instant createdAt,
      Instant slotAt,
      Instant releasedAt,
      Announcement why,
      boolean heldByOperator,
      String trace) {
    this(
        replyId,
        chat,
        chatName,
        messageId,
        conversationId,
        origin,
        action,
        content,
        part,
        parts,
        mention,
        confidence,
        notBefore,
        attempts,
        publishedAt,
        nextAttemptAt,
        expiresAt,
        createdAt,
        slotAt,
        releasedAt,
        why,
        heldByOperator,
        null,
        trace);
  }

  /** Whether it waits for its turn: nobody has let it out. */
  public boolean waits() {
    return releasedAt == null && publishedAt == null;
  }

  /** The same part once Kafka has it. */
  public OutboxPart publishedAt(Instant time) {
    return new OutboxPart(
        replyId,
        chat,
        chatName,
        messageId,
        conversationId,
        origin,
        action,
        content,
        part,
        parts,
        mention,
        confidence,
        notBefore,
        attempts + 1,
        time,
        nextAttemptAt,
        expiresAt,
        createdAt,
        slotAt,
        releasedAt,
        null,
        heldByOperator,
        operator,
        trace);
  }

  /** The same part at another time, not let out. */
  OutboxPart movedTo(Instant slot) {
    return new OutboxPart(
        replyId,
        chat,
        chatName,
        messageId,
        conversationId,
        origin,
        action,
        content,
        part,
        parts,
        mention,
        confidence,
        slot,
        attempts,
        publishedAt,
        slot.isBefore(expiresAt) ? slot : expiresAt,
        expiresAt,
        createdAt,
        slot,
        null,
        why,
        heldByOperator,
        operator,
        trace);
  }
}
