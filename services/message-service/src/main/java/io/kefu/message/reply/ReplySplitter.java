package io.kefu.message.reply;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a long text into parts that read well: at a blank line, a line, a sentence, a clause, and
 * only then in the middle. Characters are Unicode code points, so that no sign is torn apart.
 */
public final class ReplySplitter {

  private static final List<String> STOPS = List.of("\n\n", "\n", "。！？!?…", "；;", "，,、 ");

  /** A part shorter than this share of the limit is not worth a better place to cut. */
  private static final double SHORTEST_SHARE = 0.3;

  private ReplySplitter() {}

  /**
   * The parts in order; none for a blank text.
   *
   * @param text what to say
   * @param maxCharacters upper bound of one part, at least 1
   * @param splitAbove a text up to this length stays whole, at least {@code maxCharacters}
   */
  public static List<String> split(String text, int maxCharacters, int splitAbove) {
    if (maxCharacters < 1 || splitAbove < maxCharacters) {
      throw new IllegalArgumentException("a part needs at least 1 character, a whole text a part");
    }
    String rest = text.strip();
    if (rest.isEmpty()) {
      return List.of();
    }
    if (length(rest) <= splitAbove) {
      return List.of(rest);
    }
    List<String> parts = new ArrayList<>();
    while (length(rest) > maxCharacters) {
      int end = rest.offsetByCodePoints(0, maxCharacters);
      int cut = cut(rest, end, (int) (end * SHORTEST_SHARE));
      parts.add(rest.substring(0, cut).strip());
      rest = rest.substring(cut).strip();
    }
    if (!rest.isEmpty()) {
      parts.add(rest);
    }
    return parts;
  }

  /** Where to cut in {@code (from, end]}: after the last of the best stops. */
  private static int cut(String text, int end, int from) {
    for (String stop : STOPS) {
      if (stop.equals("\n\n")) {
        int at = text.lastIndexOf(stop, end - 1);
        if (at > from) {
          return at;
        }
        continue;
      }
      for (int i = end - 1; i > from; i--) {
        if (stop.indexOf(text.charAt(i)) >= 0) {
          return i + 1;
        }
      }
    }
    return end;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
