package io.kefu.local.console;

import java.util.ArrayList;
import java.util.List;

/** How many columns a text takes on a terminal: Chinese characters take two. */
public final class DisplayWidth {

  private DisplayWidth() {}

  /** Columns of the text. */
  public static int of(String text) {
    return text.codePoints().map(DisplayWidth::of).sum();
  }

  /** Columns of one code point: 0, 1 or 2. */
  static int of(int codePoint) {
    int type = Character.getType(codePoint);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT
        || type == Character.CONTROL) {
      return 0;
    }
    return isWide(codePoint) ? 2 : 1;
  }

  /** East Asian Wide and Fullwidth of Unicode's UAX 11, and emoji. */
  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115F)
        || (c >= 0x2E80 && c <= 0x303E)
        || (c >= 0x3041 && c <= 0x33FF)
        || (c >= 0x3400 && c <= 0x4DBF)
        || (c >= 0x4E00 && c <= 0x9FFF)
        || (c >= 0xA000 && c <= 0xA4CF)
        || (c >= 0xA960 && c <= 0xA97F)
        || (c >= 0xAC00 && c <= 0xD7A3)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0xFE10 && c <= 0xFE19)
        || (c >= 0xFE30 && c <= 0xFE6F)
        || (c >= 0xFF01 && c <= 0xFF60)
        || (c >= 0xFFE0 && c <= 0xFFE6)
        || (c >= 0x1F300 && c <= 0x1F64F)
        || (c >= 0x1F680 && c <= 0x1F6FF)
        || (c >= 0x1F900 && c <= 0x1F9FF)
        || (c >= 0x20000 && c <= 0x3FFFD);
  }

  /** The text with blanks up to the width; longer texts stay as they are. */
  public static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - of(text)));
  }

  /** At most so many columns, the last of a longer text being an ellipsis. */
  public static String cut(String text, int width) {
    if (of(text) <= width) {
      return text;
    }
    var kept = new StringBuilder();
    int columns = 0;
    for (int c : text.codePoints().toArray()) {
      if (columns + of(c) > width - 1) {
        break;
      }
      kept.appendCodePoint(c);
      columns += of(c);
    }
    return kept.append('…').toString();
  }

  /** Lines of at most so many columns; line ends in the text are kept. */
  public static List<String> wrap(String text, int width) {
    var lines = new ArrayList<String>();
    for (String paragraph : text.split("\\R", -1)) {
      var line = new StringBuilder();
      int columns = 0;
      for (int c : paragraph.codePoints().toArray()) {
        if (columns + of(c) > width) {
          lines.add(line.toString());
          line.setLength(0);
          columns = 0;
        }
        line.appendCodePoint(c);
        columns += of(c);
      }
      lines.add(line.toString());
    }
    return lines;
  }
}
