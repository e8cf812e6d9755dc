package io.kefu.message.answer;

import io.kefu.message.wording.Wording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Recognises a message that is nothing but a greeting, thanks, an "OK" or a farewell: such a
 * message gets a canned reply, never a search and never a model. A greeting in front of a question
 * is not small talk: every letter of the message must belong to it.
 */
public final class SmallTalk {

  /** Which kind of small talk; the later wins when a message holds several. */
  public enum Kind {
    /** 你好 */
    GREETING,
    /** 好的 */
    ACKNOWLEDGEMENT,
    /** 谢谢 */
    THANKS,
    /** 再见 */
    FAREWELL
  }

  private record Phrase(String text, Kind kind) {}

  private static final String FILLERS = "啊呀呢吗嘛哦噢喔哈嗨诶哎了的吧哇呐么亲";

  private static final List<Phrase> PHRASES = phrases();

  private SmallTalk() {}

  /** The kind of small talk, or empty for anything else, a text without any letter included. */
  public static Optional<Kind> in(String text) {
    String bare = Wording.bare(text);
    if (bare.isEmpty()) {
      return Optional.empty();
    }
    Kind kind = null;
    int at = 0;
    while (at < bare.length()) {
      Phrase phrase = phraseAt(bare, at);
      if (phrase != null) {
        kind = kind == null || phrase.kind().compareTo(kind) > 0 ? phrase.kind() : kind;
        at += phrase.text().length();
      } else if (FILLERS.indexOf(bare.charAt(at)) >= 0) {
        at++;
      } else {
        return Optional.empty();
      }
    }
    return Optional.ofNullable(kind);
  }

  private static Phrase phraseAt(String bare, int at) {
    for (Phrase phrase : PHRASES) {
      if (bare.startsWith(phrase.text(), at)) {
        return phrase;
      }
    }
    return null;
  }

  private static List<Phrase> phrases() {
    List<Phrase> phrases = new ArrayList<>();
    add(
        phrases,
        Kind.GREETING,
        "你好 您好 大家好 hello hi hey 哈喽 哈啰 哈罗 嗨 在吗 在么 在不 在不在 在嘛 有人吗 有人在吗 有人么 客服在吗 早 早上好"
            + " 早安 上午好 中午好 下午好 晚上好 亲 亲在吗 您在吗 你在吗 老师好 客服 请问 请问在吗 打扰了 打扰一下");
    add(
        phrases,
        Kind.ACKNOWLEDGEMENT,
        "好 好的 好滴 好嘞 行 可以 嗯 嗯嗯 哦 噢 ok okay 收到 明白 明白了 知道了 了解 了解了 没问题 没事了 没事");
    add(
        phrases,
        Kind.THANKS,
        "谢谢 谢谢你 谢谢您 谢谢啦 多谢 感谢 非常感谢 十分感谢 感谢您 感谢你 谢了 辛苦了 辛苦 麻烦了 麻烦你了 麻烦您了 thanks thank"
            + " thankyou thx 太感谢了");
    add(phrases, Kind.FAREWELL, "再见 拜拜 拜 回见 bye byebye 晚安 下次再聊");
    phrases.sort(Comparator.comparingInt((Phrase phrase) -> phrase.text().length()).reversed());
    return List.copyOf(phrases);
  }

  private static void add(List<Phrase> phrases, Kind kind, String texts) {
    for (String text : texts.split(" ")) {
      phrases.add(new Phrase(text, kind));
    }
  }
}
