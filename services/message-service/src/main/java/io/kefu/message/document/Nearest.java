package io.kefu.message.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which known name was meant by an unknown one. */
public final class Nearest {

  private static final int MOST_LENGTH = 60;

  private Nearest() {}

  /** "did you mean …?", or null when nothing is near. */
  public static String hint(String unknown, Collection<String> known) {
    return to(unknown, known).map(name -> "did you mean " + name + "?").orElse(null);
  }

  /** The nearest known name, at most a third of its length away. */
  public static Optional<String> to(String unknown, Collection<String> known) {
    if (unknown.length() > MOST_LENGTH) {
      return Optional.empty();
    }
    return known.stream()
        .min(Comparator.comparingInt((String name) -> distance(unknown, name)))
        .filter(name -> distance(unknown, name) <= Math.max(1, name.length() / 3));
  }

  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + change);
      }
      above = row;
    }
    return above[b.length()];
  }
}
