package io.kefu.message.intake;

/** Keeps out of a text what PostgreSQL (NUL) or UTF-8 (half a surrogate pair) cannot hold. */
final class PlainText {

  private static final char REPLACEMENT = '\uFFFD';

  private PlainText() {}

  /** The text without NUL, half pairs replaced. */
  static String clean(String text) {
    boolean dirty = false;
    for (int i = 0; i < text.length() && !dirty; i++) {
      char c = text.charAt(i);
      dirty = c == 0 || Character.isSurrogate(c);
    }
    if (!dirty) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        continue;
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        clean.append(c).append(text.charAt(++i));
      } else {
        clean.append(Character.isSurrogate(c) ? REPLACEMENT : c);
      }
    }
    return clean.toString();
  }

  /** The clean text, cut to a length. */
  static String shortened(String text, int max) {
    String clean = clean(text);
    return clean.length() <= max ? clean : clean(clean.substring(0, max));
  }
}
