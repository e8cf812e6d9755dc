package io.kefu.message.answer;

import java.text.Normalizer;
import java.util.Locale;

/** Brings a customer's text into the one form in which words are looked for and compared. */
final class Wording {

  private Wording() {}

  /** NFKC and lower case: full-width letters and capitals make no difference. */
  static String folded(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT).strip();
  }

  /** Folded, letters and digits alone: the same question stays the same with other punctuation. */
  static String bare(String text) {
    StringBuilder bare = new StringBuilder(text.length());
    folded(text).codePoints().filter(Character::isLetterOrDigit).forEach(bare::appendCodePoint);
    return bare.toString();
  }
}
