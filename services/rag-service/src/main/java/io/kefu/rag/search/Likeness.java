package io.kefu.rag.search;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How alike two questions are spelled, stop words left out: characters and pairs of characters that
 * both have. Pure and thread-safe.
 */
final class Likeness {

  /**
   * The likest of several ways to ask.
   *
   * @param likeness Dice coefficient, 0 to 1
   * @param share share of that way to ask which the question has
   */
  record Best(double likeness, double share) {}

  private Likeness() {}

  /** Compares a question with ways to ask; both without stop words. */
  static Best best(String question, List<String> waysToAsk) {
    Set<String> asked = parts(question);
    Best best = new Best(0, 0);
    for (String way : waysToAsk) {
      Set<String> parts = parts(way);
      long common = parts.stream().filter(asked::contains).count();
      if (common > 0) {
        double likeness = 2.0 * common / (asked.size() + parts.size());
        if (likeness > best.likeness()) {
          best = new Best(likeness, common / (double) parts.size());
        }
      }
    }
    return best;
  }

  private static Set<String> parts(String text) {
    Set<String> parts = new HashSet<>();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == ' ') {
        continue;
      }
      parts.add(text.substring(i, i + 1));
      if (i + 1 < text.length() && text.charAt(i + 1) != ' ') {
        parts.add(text.substring(i, i + 2));
      }
    }
    return parts;
  }
}
