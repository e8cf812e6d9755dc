package io.kefu.message.wording;

import java.util.List;

/**
 * Words that are looked for in customers' texts, folded once. Chinese has no spaces, so a word is
 * found within others, too: 经理 in 我已经理解了. An entry that begins with an exclamation mark names such
 * a surrounding, in which the words do not count. Immutable.
 *
 * @param words as they were written
 * @param folded as they are compared; empty ones are left out
 * @param exceptions surroundings in which they do not count, as they are compared
 */
public record WordList(List<String> words, List<String> folded, List<String> exceptions) {

  /** What an entry begins with that names an exception. */
  public static final String EXCEPT = "!";

  /** Copies the lists. */
  public WordList {
    words = List.copyOf(words);
    folded = List.copyOf(folded);
    exceptions = List.copyOf(exceptions);
  }

  /** A list of these words. */
  public static WordList of(List<String> words) {
    List<String> all =
        words.stream().map(Wording::folded).filter(word -> !word.isEmpty()).distinct().toList();
    return new WordList(
        words,
        all.stream().filter(word -> !word.startsWith(EXCEPT)).toList(),
        all.stream()
            .filter(word -> word.startsWith(EXCEPT))
            .map(word -> word.substring(EXCEPT.length()).strip())
            .filter(word -> !word.isEmpty())
            .toList());
  }

  /** Whether a folded text holds one of the words. */
  public boolean isIn(String foldedText) {
    return holds(foldedText) && (exceptions.isEmpty() || holds(withoutExceptions(foldedText)));
  }

  private boolean holds(String text) {
    for (String word : folded) {
      if (text.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** A space stands in their place: what is left must not become a word. */
  private String withoutExceptions(String text) {
    String left = text;
    for (String exception : exceptions) {
      left = left.replace(exception, " ");
    }
    return left;
  }
}
