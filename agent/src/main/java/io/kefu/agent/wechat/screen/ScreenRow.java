package io.kefu.agent.wechat.screen;

import io.kefu.agent.wechat.ChatMessage;
import java.util.Optional;

/**
 * One row of the message list, as the screen shows it.
 *
 * @param kind what it shows; {@code SYSTEM} for time rows and notices
 * @param own whether it is on our side
 * @param sender name shown for the sender; empty when the screen shows none
 * @param text the whole text shown
 * @param said what the sender wrote: the text without what it quotes
 * @param failed whether WeChat marks it as not sent
 * @param quote what it quotes, if anything
 */
public record ScreenRow(
    ChatMessage.Kind kind,
    boolean own,
    String sender,
    String text,
    String said,
    boolean failed,
    Optional<ChatMessage.Quote> quote) {

  /** A row that quotes nothing. */
  public ScreenRow(ChatMessage.Kind kind, boolean own, String sender, String text, boolean failed) {
    this(kind, own, sender, text, text, failed, Optional.empty());
  }

  /** A row of our own that was sent. */
  public static ScreenRow own(String text) {
    return new ScreenRow(ChatMessage.Kind.TEXT, true, "", text, false);
  }

  /** A text row of somebody else. */
  public static ScreenRow theirs(String sender, String text) {
    return new ScreenRow(ChatMessage.Kind.TEXT, false, sender, text, false);
  }
}
