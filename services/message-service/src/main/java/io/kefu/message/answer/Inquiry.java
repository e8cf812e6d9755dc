package io.kefu.message.answer;

import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import java.util.List;

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
 * @param previousQuestion the customer's last real question, as {@link AnswerPolicy#digest} makes
 *     it, when it is recent; else null
 * @param choices what a clarifying question of ours offered last
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
    List<Decision.Choice> choices) {

  /** Copies the choices. */
  public Inquiry {
    choices = List.copyOf(choices);
  }

  /** Who looks after a conversation. */
  public enum Attention {
    /** The bot. */
    BOT,
    /** A person is asked for; the bot still answers what it is sure of. */
    QUEUED,
    /** A person is asked for, and the customer wants no bot. */
    QUEUED_SILENT,
    /** An operator holds it. */
    HELD
  }
}
