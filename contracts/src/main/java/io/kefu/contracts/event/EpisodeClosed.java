package io.kefu.contracts.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * How an episode ended: what was said in a conversation from one closing to the next.
 *
 * @param outcomeId unique; a correction carries the same id and a higher version
 * @param version counts the corrections, from 0
 * @param conversationId conversation
 * @param agentId agent of the chat
 * @param closedAt when it was closed
 * @param outcome solved, unsolved, transferred or abandoned
 * @param resolvedBy ai, human or self
 * @param operator who closed it (optional)
 * @param satisfaction 1 to 5, as the customer said (optional)
 * @param firstResponseMs from the first message to our first answer that was sent (optional)
 * @param resolutionMs from the first message to the closing (optional)
 * @param handovers how often it was given to a person
 */
public record EpisodeClosed(
    String outcomeId,
    long version,
    String conversationId,
    String agentId,
    Instant closedAt,
    String outcome,
    String resolvedBy,
    String operator,
    Integer satisfaction,
    Long firstResponseMs,
    Long resolutionMs,
    long handovers) {

  /** Checks that every required value is there. */
  public EpisodeClosed {
    requireNonNull(outcomeId, "outcome_id");
    requireNonNull(conversationId, "conversation_id");
    requireNonNull(agentId, "agent_id");
    requireNonNull(closedAt, "closed_at");
    requireNonNull(outcome, "outcome");
    requireNonNull(resolvedBy, "resolved_by");
  }
}
