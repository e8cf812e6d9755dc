package io.kefu.message.wording;

import java.text.Normalizer;
import java.util.Locale;

/** Brings a customer's text into the one form in which words are looked for and compared. */
public final class Wording {

  private Wording() {}

  /** NFKC and lower case: full-width letters and capitals make no difference. */
  public static String folded(String text) {
    StringBuilder changed = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int simple = simple(c);
      if (simple < 0) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT).strip();
      }
      if (simple != c && changed == null) {
        changed = new StringBuilder(text.length()).append(text, 0, i);
      }
      if (changed != null) {
        changed.append((char) simple);
      }
    }
    return changed == null ? text.strip() : changed.toString().strip();
  }

  /** Folded, letters and digits alone: the same question stays the same with other punctuation. */
  public static String bare(String text) {
    StringBuilder bare = new StringBuilder(text.length());
    folded(text).codePoints().filter(Character::isLetterOrDigit).forEach(bare::appendCodePoint);
    return bare.toString();
  }

  /**
   * What a sign folds to, for the signs most customers write: ideographs, ASCII, its full-width
   * twins, Chinese full stops. Negative for any other: those need Unicode's tables.
   */
  private static int simple(char c) {
    if (c >= '\u4e00' && c <= '\u9fff' || c == '\u3001' || c == '\u3002') {
      return c;
    }
    char narrow = c >= '\uff01' && c <= '\uff5e' ? (char) (c - 0xfee0) : c;
    if (narrow < 0x80) {
      return narrow >= 'A' && narrow <= 'Z' ? narrow + ('a' - 'A') : narrow;
    }
    return c == '\u3000' ? ' ' : -1;
  }
}
