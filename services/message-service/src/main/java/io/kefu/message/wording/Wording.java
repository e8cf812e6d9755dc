package io.kefu.message.wording;

import java.text.Normalizer;
import java.util.Locale;

/** Brings a customer's text into the one form in which words are looked for and compared. */
public final class Wording {

  private Wording() {}

  /** NFKC and lower case: full-width letters and capitals make no difference. */
  public static String folded(String text) {
    if (isPlain(text)) {
      return text.strip();
    }
    return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT).strip();
  }

  /** Folded, letters and digits alone: the same question stays the same with other punctuation. */
  public static String bare(String text) {
    StringBuilder bare = new StringBuilder(text.length());
    folded(text).codePoints().filter(Character::isLetterOrDigit).forEach(bare::appendCodePoint);
    return bare.toString();
  }

  /** Common ideographs and small ASCII fold to themselves: most customers write nothing else. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean ideograph = c >= '\u4e00' && c <= '\u9fff';
      boolean smallAscii = c < 0x80 && (c < 'A' || c > 'Z');
      if (!ideograph && !smallAscii) {
        return false;
      }
    }
    return true;
  }
}
