package io.kefu.message.reply;

import io.kefu.message.settings.Settings;
import java.time.Duration;

/**
 * How a reply is cut into parts, and how far apart they go out (domain.md §5).
 *
 * @param maxCharacters characters of one part, at least 1
 * @param splitAbove a reply up to this length stays whole, at least {@code maxCharacters}
 * @param shortestPause shortest pause between two parts; zero for both is none
 * @param longestPause longest pause between two parts
 */
public record ReplyShape(
    int maxCharacters, int splitAbove, Duration shortestPause, Duration longestPause) {

  /**
   * Checks the figures.
   *
   * @throws IllegalArgumentException when two of them contradict each other
   */
  public ReplyShape {
    if (maxCharacters < 1 || splitAbove < maxCharacters) {
      throw new IllegalArgumentException("a part needs at least 1 character, a whole text a part");
    }
    if (shortestPause.isNegative() || longestPause.compareTo(shortestPause) < 0) {
      throw new IllegalArgumentException(
          "a pause is 0 or more, and the longest not below the shortest");
    }
  }

  /**
   * The shape that settings ask for. Settings that were saved over other defaults may contradict
   * themselves by now: the larger figure counts, because a customer must get an answer anyway.
   */
  static ReplyShape of(Settings.Limits limits) {
    return new ReplyShape(
        limits.maxCharacters(),
        Math.max(limits.maxCharacters(), limits.splitAbove()),
        Duration.ofMillis(limits.pauseMinMs()),
        Duration.ofMillis(Math.max(limits.pauseMinMs(), limits.pauseMaxMs())));
  }
}
