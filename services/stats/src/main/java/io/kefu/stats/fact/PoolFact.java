package io.kefu.stats.fact;

import io.kefu.contracts.event.CustomerEvent;
import io.kefu.contracts.event.CustomerEventKind;
import io.kefu.stats.rollup.Contribution;
import io.kefu.stats.rollup.Measure;
import java.time.Instant;
import java.util.Optional;

/**
 * A customer came into the unknown pool, or left it.
 *
 * @param at when
 * @param entered came, or left
 * @param customer as they were then
 */
public record PoolFact(Instant at, boolean entered, Traits customer) {

  /** What one event tells. */
  public static PoolFact of(CustomerEvent event) {
    return new PoolFact(
        Times.stored(event.occurredAt()),
        event.kind() == CustomerEventKind.POOL_ENTERED,
        Traits.of(event.customer()));
  }

  /** An event never says anything else the second time. */
  public PoolFact merge(PoolFact other) {
    return other.at.isBefore(at) ? other : this;
  }

  /** What it adds to the statistics. */
  public Optional<Contribution> contribution(PoolKey key) {
    return Optional.of(
        Contribution.at(key.tenantId(), at)
            .in(customer)
            .count(entered ? Measure.POOL_ENTERED : Measure.POOL_LEFT, 1)
            .build());
  }
}
