package io.kefu.agent.wechat.simulated;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that goes wrong with the next sends.
 *
 * @param kind what
 * @param chatId only in this chat, or in any
 * @param times how often
 * @param delayMillis how long the send takes before it ends
 */
record Fault(Kind kind, Optional<String> chatId, int times, long delayMillis) {

  enum Kind {
    /** Certainly not sent. */
    FAIL,
    /** The chat window shows another title. */
    TITLE_MISMATCH,
    /** Enter was pressed, the read-back failed; the customer sees the text. */
    UNKNOWN,
    /** Sent, but late. */
    SLOW,
    /** The power goes between Enter and the read-back. */
    CRASH
  }

  static Fault read(JsonObject line) throws BadJson {
    Kind kind;
    try {
      kind = Kind.valueOf(line.text("kind").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new BadJson("kind must be fail, title_mismatch, unknown, slow or crash");
    }
    int times = (int) line.integer("times", 1);
    long delay = line.integer("delay_ms", kind == Kind.SLOW ? 2_000 : 0);
    if (times < 1 || delay < 0) {
      throw new BadJson("times must be at least 1 and delay_ms at least 0");
    }
    return new Fault(kind, line.optionalText("chat_id"), times, delay);
  }

  Fault once() {
    return new Fault(kind, chatId, times - 1, delayMillis);
  }

  boolean meets(String chat) {
    return chatId.isEmpty() || chatId.get().equals(chat);
  }
}
