package io.kefu.message.outcome;

import java.util.List;

/**
 * What a person says about how an episode ended; null leaves it to the evaluation, or as it is.
 *
 * @param outcome solved, unsolved, transferred or abandoned
 * @param resolvedBy ai, human or self
 * @param reason in words
 * @param satisfaction 1 to 5
 * @param tags labels
 */
public record Ending(
    String outcome, String resolvedBy, String reason, Integer satisfaction, List<String> tags) {

  /** Nobody said anything. */
  public static final Ending NONE = new Ending(null, null, null, null, null);
}
