package io.kefu.ai.guard;

import java.util.HashSet;
import java.util.Set;

/** How much of a text's wording another text holds, by pairs of neighbouring characters. Pure. */
public final class Support {

  private Support() {}

  /** Share of the text's pairs that the evidence holds, 0 to 1; 0 for a text without a pair. */
  public static double share(String text, String evidence) {
    Set<String> wanted = pairs(text);
    if (wanted.isEmpty()) {
      return 0;
    }
    Set<String> known = pairs(evidence);
    return (double) wanted.stream().filter(known::contains).count() / wanted.size();
  }

  private static Set<String> pairs(String text) {
    String bare = Folding.bare(text);
    Set<String> pairs = new HashSet<>();
    for (int i = 0; i + 1 < bare.length(); i++) {
      pairs.add(bare.substring(i, i + 2));
    }
    return pairs;
  }
}
