package io.kefu.stats.fact;

import java.util.Comparator;

/** Names an entry into, or a leaving of, the unknown pool: by its event. */
public record PoolKey(String tenantId, String eventId) implements Comparable<PoolKey> {

  private static final Comparator<PoolKey> ORDER =
      Comparator.comparing(PoolKey::tenantId).thenComparing(PoolKey::eventId);

  @Override
  public int compareTo(PoolKey other) {
    return ORDER.compare(this, other);
  }
}
