package io.kefu.stats.fact;

import io.kefu.contracts.conversation.ConversationStatus;
import io.kefu.contracts.event.ConversationEvent;
import io.kefu.contracts.event.ConversationEventKind;
import io.kefu.stats.rollup.Contribution;
import io.kefu.stats.rollup.Dimension;
import io.kefu.stats.rollup.Measure;
import java.time.Instant;
import java.util.Optional;

/**
 * A customer waited longer than the SLA of their grade allows.
 *
 * @param at when the conversation became overdue
 * @param agentId agent of its chat
 * @param operator who held it, else who it was assigned to; null for nobody
 * @param customer whose it is
 */
public record BreachFact(Instant at, String agentId, String operator, Traits customer) {

  /** What an event tells; empty for one that tells of no breach. */
  public static Optional<BreachFact> of(ConversationEvent event) {
    boolean breach =
        event.kind() == ConversationEventKind.STATUS_CHANGED
            && event.status() == ConversationStatus.OVERDUE;
    return breach
        ? Optional.of(
            new BreachFact(
                Times.stored(event.occurredAt()),
                event.agentId(),
                event.heldBy() == null ? event.assignedTo() : event.heldBy(),
                Traits.of(event.customer())))
        : Optional.empty();
  }

  /** One version is told once or told again: the earlier telling stands. */
  public BreachFact merge(BreachFact other) {
    return other.at.isBefore(at) ? other : this;
  }

  /** What it adds to the statistics, at the time of the breach. */
  public Optional<Contribution> contribution(BreachKey key) {
    return Optional.of(
        Contribution.at(key.tenantId(), at)
            .in(Dimension.AGENT, agentId)
            .in(Dimension.OPERATOR, operator)
            .in(customer)
            .count(Measure.SLA_BREACHES, 1)
            .build());
  }
}
