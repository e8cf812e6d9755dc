package io.kefu.message.wording;

import java.util.List;

/**
 * Words that are looked for in customers' texts, folded once. Immutable.
 *
 * @param words as they were written
 * @param folded as they are compared; empty ones are left out
 */
public record WordList(List<String> words, List<String> folded) {

  /** Copies the lists. */
  public WordList {
    words = List.copyOf(words);
    folded = List.copyOf(folded);
  }

  /** A list of these words. */
  public static WordList of(List<String> words) {
    return new WordList(
        words,
        words.stream().map(Wording::folded).filter(word -> !word.isEmpty()).distinct().toList());
  }

  /** Whether a folded text holds one of the words. */
  public boolean isIn(String foldedText) {
    for (String word : folded) {
      if (foldedText.contains(word)) {
        return true;
      }
    }
    return false;
  }
}
