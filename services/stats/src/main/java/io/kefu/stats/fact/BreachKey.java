package io.kefu.stats.fact;

import java.util.Comparator;

/** Names the change of a conversation that made it overdue. */
public record BreachKey(String tenantId, String conversationId, long version)
    implements Comparable<BreachKey> {

  private static final Comparator<BreachKey> ORDER =
      Comparator.comparing(BreachKey::tenantId)
          .thenComparing(BreachKey::conversationId)
          .thenComparingLong(BreachKey::version);

  @Override
  public int compareTo(BreachKey other) {
    return ORDER.compare(this, other);
  }
}
