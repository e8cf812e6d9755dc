package io.kefu.ai.guard;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How much of a text's wording another text holds, by pairs of neighbouring characters. Figures
 * count for nothing: they are compared one by one, whatever dress they wear. Pure.
 */
public final class Support {

  /** What every answer may say around what it says. */
  private static final Pattern MANNERS =
      Pattern.compile("您好|你好|亲爱的|感谢您?的?(咨询|关注)|请问|请您?|以下|如下|步骤|具体");

  private Support() {}

  /**
   * Share of the text's pairs that the evidence holds, 0 to 1. A text of figures alone is held by
   * any evidence; one that says nothing, by none.
   */
  public static double share(String text, String evidence) {
    Set<String> wanted = pairs(MANNERS.matcher(Folding.fold(text)).replaceAll(" "));
    if (wanted.isEmpty()) {
      return Figures.of(text).isEmpty() ? 0 : 1;
    }
    Set<String> known = pairs(evidence);
    return (double) wanted.stream().filter(known::contains).count() / wanted.size();
  }

  private static Set<String> pairs(String text) {
    String bare = Folding.bare(Figures.words(text));
    Set<String> pairs = new HashSet<>();
    for (int i = 0; i + 1 < bare.length(); i++) {
      pairs.add(bare.substring(i, i + 2));
    }
    return pairs;
  }
}
