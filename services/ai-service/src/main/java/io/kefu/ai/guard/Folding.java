package io.kefu.ai.guard;

import java.text.Normalizer;
import java.util.Locale;

/** Brings a text into the one form in which words and figures are looked for. */
final class Folding {

  private Folding() {}

  /** NFKC and lower case. */
  static String fold(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }

  /** Folded, letters and digits alone: signs put between the letters of a word hide nothing. */
  static String bare(String text) {
    StringBuilder bare = new StringBuilder(text.length());
    fold(text).codePoints().filter(Character::isLetterOrDigit).forEach(bare::appendCodePoint);
    return bare.toString();
  }
}
