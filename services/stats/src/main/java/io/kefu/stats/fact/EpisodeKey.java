package io.kefu.stats.fact;

import java.util.Comparator;

/** Names an ended episode. */
public record EpisodeKey(String tenantId, String outcomeId) implements Comparable<EpisodeKey> {

  private static final Comparator<EpisodeKey> ORDER =
      Comparator.comparing(EpisodeKey::tenantId).thenComparing(EpisodeKey::outcomeId);

  @Override
  public int compareTo(EpisodeKey other) {
    return ORDER.compare(this, other);
  }
}
