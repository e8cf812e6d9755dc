package io.kefu.message.answer;

import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * What there is to decide: the customer's words and what is known around them.
 *
 * @param text the words; those of a merged burst are joined by line breaks
 * @param contentType what the message consists of; text when any message of a burst has text
 * @param chatType private or group
 * @param mentioned whether our account was @-mentioned
 * @param own whether our own account sent it
 * @param blocked whether the contact is on the black list
 * @param attention who looks after the conversation
 * @param previousQuestion the customer's last real question, as {@link Question#digest} makes it,
 *     when it is recent; else null
 * @param choices what a clarifying question of ours offered last
 * @param place where it was said
 * @param contact who said it; null when nobody we know as a customer
 * @param talk its conversation; null without one
 * @param at when it is decided
 */
public record Inquiry(
    String text,
    ContentType contentType,
    ChatType chatType,
    boolean mentioned,
    boolean own,
    boolean blocked,
    Attention attention,
    String previousQuestion,
    List<Decision.Choice> choices,
    Place place,
    Contact contact,
    Talk talk,
    Instant at) {

  /** Copies the choices. */
  public Inquiry {
    choices = List.copyOf(choices);
  }

  /** Where something was said. */
  public record Place(String agentId, String chatId, String chatName) {}

  /**
   * A customer, as rules see one.
   *
   * @param customerId unique in the tenant
   * @param name real name when on file, else the name shown
   * @param bucket WHITE, GRAY or BLACK
   * @param onFile whether there is a K-code
   * @param grade A to D
   * @param tags tags
   * @param triggerLabel 售前, 售后 or 客户开发; may be null
   * @param intentScore 0 to 100
   */
  public record Contact(
      UUID customerId,
      String name,
      String bucket,
      boolean onFile,
      String grade,
      List<String> tags,
      String triggerLabel,
      int intentScore) {
    /** Copies the tags. */
    public Contact {
      tags = List.copyOf(tags);
    }
  }

  /**
   * A conversation, as rules see one.
   *
   * @param conversationId unique in the tenant
   * @param status before this message
   * @param handovers counts the handovers so far when it is asked
   */
  public record Talk(UUID conversationId, String status, LongSupplier handovers) {}

  /** Who looks after a conversation. */
  public enum Attention {
    /** The bot. */
    BOT,
    /** A person is asked for; the bot still answers what it is sure of. */
    QUEUED,
    /** A person is asked for, and the customer wants no bot. */
    QUEUED_SILENT,
    /** An admin muted the chat. */
    MUTED,
    /** An operator holds it. */
    HELD
  }
}
