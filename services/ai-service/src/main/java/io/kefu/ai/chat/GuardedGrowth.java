package io.kefu.ai.chat;

import io.kefu.ai.guard.Verdict;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Lets a growing text through sentence by sentence, each as soon as the guards pass everything up
 * to its end. What they do not pass is held back until more of the text explains it (a citation
 * that follows its sentence), or for good. Not thread-safe.
 */
final class GuardedGrowth implements Consumer<String> {

  private static final String ENDS = "。！？!?；;\n";

  private final Function<String, Verdict> guards;
  private final Consumer<String> out;
  private final StringBuilder raw = new StringBuilder();
  private String shown = "";

  /**
   * Guards a text.
   *
   * @param guards judges a text from its beginning
   * @param out is told what follows what it was told before
   */
  GuardedGrowth(Function<String, Verdict> guards, Consumer<String> out) {
    this.guards = guards;
    this.out = out;
  }

  @Override
  public void accept(String piece) {
    raw.append(piece);
    if (piece.chars().noneMatch(letter -> ENDS.indexOf(letter) >= 0)) {
      return;
    }
    int end = raw.length();
    while (ENDS.indexOf(raw.charAt(end - 1)) < 0) {
      end--;
    }
    if (guards.apply(raw.substring(0, end)) instanceof Verdict.Passed passed
        && passed.text().length() > shown.length()
        && passed.text().startsWith(shown)) {
      out.accept(passed.text().substring(shown.length()));
      shown = passed.text();
    }
  }
}
