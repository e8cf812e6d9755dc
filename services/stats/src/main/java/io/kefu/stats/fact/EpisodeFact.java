package io.kefu.stats.fact;

import io.kefu.contracts.event.CustomerEvent;
import io.kefu.contracts.event.EpisodeClosed;
import io.kefu.stats.rollup.Contribution;
import io.kefu.stats.rollup.Dimension;
import io.kefu.stats.rollup.Measure;
import java.time.Instant;
import java.util.Optional;

/**
 * How an episode ended: as its newest correction says.
 *
 * @param version counts the corrections
 * @param closedAt when it ended
 * @param agentId agent of its chat
 * @param operator who closed it; null for time
 * @param outcome solved, unsolved, transferred or abandoned
 * @param satisfaction 1 to 5; null when the customer said nothing
 * @param resolutionMs its length in milliseconds; null when unknown
 * @param customer whose it was
 */
public record EpisodeFact(
    long version,
    Instant closedAt,
    String agentId,
    String operator,
    String outcome,
    Integer satisfaction,
    Long resolutionMs,
    Traits customer) {

  private static final int SATISFIED_FROM = 4;

  /** What one event tells. */
  public static EpisodeFact of(CustomerEvent event) {
    EpisodeClosed episode = event.episode();
    return new EpisodeFact(
        episode.version(),
        Times.stored(episode.closedAt()),
        episode.agentId(),
        episode.operator(),
        episode.outcome(),
        episode.satisfaction(),
        episode.resolutionMs() == null ? null : Math.max(0, episode.resolutionMs()),
        Traits.of(event.customer()));
  }

  /** The newer of both; two tellings of one version say the same. */
  public EpisodeFact merge(EpisodeFact other) {
    return other.version > version ? other : this;
  }

  /** What it adds to the statistics, at the time of its end. */
  public Optional<Contribution> contribution(EpisodeKey key) {
    Contribution.Builder sum =
        Contribution.at(key.tenantId(), closedAt)
            .in(Dimension.AGENT, agentId)
            .in(Dimension.OPERATOR, operator)
            .in(customer)
            .count(Measure.EPISODES, 1)
            .count(Measure.SOLVED, is("solved"))
            .count(Measure.UNSOLVED, is("unsolved"))
            .count(Measure.TRANSFERRED, is("transferred"))
            .count(Measure.ABANDONED, is("abandoned"));
    if (resolutionMs != null) {
      sum.count(Measure.RESOLUTION_COUNT, 1).count(Measure.RESOLUTION_MS, resolutionMs);
    }
    if (satisfaction != null) {
      sum.count(Measure.SATISFACTION_COUNT, 1)
          .count(Measure.SATISFACTION_SUM, satisfaction)
          .count(Measure.SATISFIED, satisfaction >= SATISFIED_FROM ? 1 : 0);
    }
    return Optional.of(sum.build());
  }

  private int is(String name) {
    return name.equals(outcome) ? 1 : 0;
  }
}
