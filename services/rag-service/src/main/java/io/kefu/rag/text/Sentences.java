package io.kefu.rag.text;

/** Where sentences of running text end, so that nothing is cut in the middle of one. Pure. */
public final class Sentences {

  /** A sentence up to this long is repeated at the head of the passage after it. */
  public static final int MOST_REPEATED = 80;

  private static final String ENDS = "。！？!?；;\n";

  private Sentences() {}

  /** Whether a sentence, or a line, ends with this character. */
  public static boolean endsWith(char character) {
    return ENDS.indexOf(character) >= 0;
  }

  /** The last whole sentences of a text, at most so many characters; empty when none fits. */
  public static String last(String text, int characters) {
    if (text.length() <= characters) {
      return text;
    }
    for (int start = text.length() - Math.max(0, characters); start < text.length(); start++) {
      if (endsWith(text.charAt(start - 1))) {
        return text.substring(start).strip();
      }
    }
    return "";
  }

  /** The first whole sentences of a text, at most so many characters; empty when none fits. */
  public static String first(String text, int characters) {
    if (text.length() <= characters) {
      return text;
    }
    for (int end = Math.max(0, characters); end > 0; end--) {
      if (endsWith(text.charAt(end - 1))) {
        return text.substring(0, end).strip();
      }
    }
    return "";
  }

  /**
   * How many characters at the head of a text are whole sentences that the text before it ended
   * with, {@value MOST_REPEATED} at most.
   */
  public static int repeated(String before, String text) {
    for (int length = Math.min(MOST_REPEATED, Math.min(before.length(), text.length()));
        length > 1;
        length--) {
      boolean whole =
          endsWith(text.charAt(length - 1))
              || (length < text.length() && endsWith(text.charAt(length)));
      if (whole && before.regionMatches(before.length() - length, text, 0, length)) {
        return length;
      }
    }
    return 0;
  }
}
