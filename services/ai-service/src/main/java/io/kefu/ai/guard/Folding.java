package io.kefu.ai.guard;

import java.text.Normalizer;
import java.util.Locale;

/** Brings a text into the one form in which words and figures are looked for. */
final class Folding {

  private Folding() {}

  /** NFKC, lower case, simplified characters, without invisible signs. */
  static String fold(String text) {
    String normal = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    StringBuilder folded = new StringBuilder(normal.length());
    for (int i = 0; i < normal.length(); i++) {
      char c = normal.charAt(i);
      if (Character.getType(c) != Character.FORMAT) {
        folded.append(Simplified.of(c));
      }
    }
    return folded.toString();
  }

  /** Folded, letters and digits alone: signs put between the letters of a word hide nothing. */
  static String bare(String text) {
    StringBuilder bare = new StringBuilder(text.length());
    fold(text).codePoints().filter(Character::isLetterOrDigit).forEach(bare::appendCodePoint);
    return bare.toString();
  }
}
