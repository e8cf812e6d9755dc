package io.kefu.agent.wechat.window;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * What the agent itself typed and has not yet seen as a row: such a row is no message of a person.
 * In memory alone: after a restart a row may be reported as our own, which is stored and never
 * answered. Not thread-safe.
 */
public final class OwnTexts {

  private static final int REMEMBERED = 50;

  private final Map<String, Deque<String>> byChat = new HashMap<>();

  /** The agent may have sent this. */
  public void typed(String chatId, String text) {
    Deque<String> texts = byChat.computeIfAbsent(chatId, chat -> new ArrayDeque<>());
    texts.addLast(plain(text));
    if (texts.size() > REMEMBERED) {
      texts.removeFirst();
    }
  }

  /** Whether a row is what the agent typed; says so once for each time it was typed. */
  public boolean take(String chatId, String text) {
    Deque<String> texts = byChat.get(chatId);
    if (texts == null) {
      return false;
    }
    String plain = plain(text);
    for (Iterator<String> each = texts.iterator(); each.hasNext(); ) {
      if (each.next().equals(plain)) {
        each.remove();
        return true;
      }
    }
    return false;
  }

  private static String plain(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
