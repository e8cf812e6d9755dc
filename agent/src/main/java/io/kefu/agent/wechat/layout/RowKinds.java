package io.kefu.agent.wechat.layout;

import io.kefu.agent.wechat.ChatMessage;
import io.kefu.agent.wechat.screen.ScreenRow;
import io.kefu.agent.wechat.selector.ClientSelectors;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/** What a row's text and class say it is. Pure. */
final class RowKinds {

  private static final int QUOTE_GROUPS = 3;

  private RowKinds() {}

  /** The row of a sender. */
  static ScreenRow row(
      ClientSelectors selectors,
      String className,
      String text,
      boolean own,
      String sender,
      boolean failed) {
    ChatMessage.Kind byClass = selectors.kindByClass().get(className);
    if (byClass == null || byClass == ChatMessage.Kind.TEXT) {
      Matcher quote = selectors.quote().matcher(text);
      if (quote.matches() && quote.groupCount() == QUOTE_GROUPS) {
        Optional<String> whose = Optional.of(quote.group(2)).filter(name -> !name.isBlank());
        return new ScreenRow(
            ChatMessage.Kind.QUOTE,
            own,
            sender,
            text,
            quote.group(1),
            failed,
            Optional.of(new ChatMessage.Quote(whose, quote.group(3))));
      }
    }
    return new ScreenRow(kind(selectors, byClass, text), own, sender, text, failed);
  }

  private static ChatMessage.Kind kind(
      ClientSelectors selectors, ChatMessage.Kind byClass, String text) {
    // A row of class text shows what a person typed, be it "[图片]"; other classes are ambiguous.
    if (byClass != ChatMessage.Kind.TEXT && byClass != ChatMessage.Kind.SYSTEM) {
      for (Map.Entry<String, ChatMessage.Kind> prefix : selectors.kindByPrefix().entrySet()) {
        if (text.startsWith(prefix.getKey())) {
          return prefix.getValue();
        }
      }
    }
    return byClass == null ? ChatMessage.Kind.TEXT : byClass;
  }
}
