package io.kefu.stats.fact;

import io.kefu.contracts.conversation.CustomerTraits;
import io.kefu.stats.rollup.Contribution;
import io.kefu.stats.rollup.Dimension;

/**
 * The customer as they were when something happened; any part may be null.
 *
 * @param bucket WHITE, GRAY or BLACK
 * @param grade A to D
 * @param trigger label of what they want
 */
public record Traits(String bucket, String grade, String trigger) implements Contribution.Values {

  /** Nothing known. */
  public static final Traits UNKNOWN = new Traits(null, null, null);

  /** Reads what an event tells; null for one that tells nothing. */
  public static Traits of(CustomerTraits told) {
    return told == null ? UNKNOWN : new Traits(told.bucket(), told.grade(), told.triggerLabel());
  }

  @Override
  public void into(Contribution.Builder contribution) {
    contribution
        .in(Dimension.BUCKET, bucket)
        .in(Dimension.GRADE, grade)
        .in(Dimension.TRIGGER, trigger);
  }
}
