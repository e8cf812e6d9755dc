package io.kefu.message.reply;

import java.time.Duration;

/**
 * How much may be sent (domain.md §5). Every part counts for its agent and its group; for a user of
 * a group an answer counts once, however many parts it has.
 *
 * @param agentPerMinute texts of one agent in any 60 s; 0 for no limit
 * @param groupPerMinute texts in one group in any 60 s; 0 for no limit
 * @param userInGroupEvery time between two answers to one user of a group; zero for no limit
 */
public record SendLimits(int agentPerMinute, int groupPerMinute, Duration userInGroupEvery) {

  /** The span that agents' and groups' limits are about. */
  public static final Duration MINUTE = Duration.ofMinutes(1);

  /** Nothing is limited. */
  public static final SendLimits NONE = new SendLimits(0, 0, Duration.ZERO);

  /**
   * Checks the figures.
   *
   * @throws IllegalArgumentException for a negative one
   */
  public SendLimits {
    if (agentPerMinute < 0 || groupPerMinute < 0 || userInGroupEvery.isNegative()) {
      throw new IllegalArgumentException("a sending limit is 0 (none) or more");
    }
  }

  /** Whether anything limits what goes to a target. */
  boolean bind(SendTarget target) {
    return agentPerMinute > 0
        || target.group() && (groupPerMinute > 0 || !userInGroupEvery.isZero());
  }
}
