package io.kefu.message.search;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what somebody typed into a search box: words between white space, all of which a message
 * must hold; a phrase in quotes (ASCII or Chinese) keeps its white space. Nothing else has a
 * meaning: {@code %}, {@code _}, {@code *} or a lonely quote are looked for as they stand. Pure.
 */
public final class SearchWords {

  /** Most words of a search. */
  public static final int MAX_WORDS = 8;

  /** Most characters of a search. */
  public static final int MAX_CHARACTERS = 200;

  private static final Pattern WORD =
      Pattern.compile(
          "(?<![^\\s\\u3000])(?:\"([^\"]*[^\"\\s\\u3000][^\"]*)\"|“([^“”]*[^“”\\s\\u3000][^“”]*)”)"
              + "(?![^\\s\\u3000])|[^\\s\\u3000]+");

  /** What reading gave. */
  public sealed interface Result {}

  /**
   * The words.
   *
   * @param words 1 to {@value SearchWords#MAX_WORDS}, none of them blank
   */
  public record Words(List<String> words) implements Result {}

  /**
   * A search that cannot be made.
   *
   * @param advice what to change
   */
  public record Refused(String advice) implements Result {}

  private SearchWords() {}

  /** Reads a search. */
  public static Result of(String q) {
    if (q.codePointCount(0, q.length()) > MAX_CHARACTERS) {
      return new Refused("must have at most " + MAX_CHARACTERS + " characters");
    }
    if (q.codePoints().anyMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c))) {
      return new Refused("must not hold control characters");
    }
    List<String> words = new ArrayList<>();
    Matcher found = WORD.matcher(q);
    while (found.find()) {
      String phrase = found.group(1) == null ? found.group(2) : found.group(1);
      words.add(phrase == null ? found.group() : phrase.strip());
    }
    if (words.isEmpty()) {
      return new Refused("must hold a word");
    }
    return words.size() > MAX_WORDS
        ? new Refused("must have at most " + MAX_WORDS + " words")
        : new Words(List.copyOf(words));
  }
}
