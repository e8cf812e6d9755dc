package io.kefu.stats.fact;

import io.kefu.contracts.event.ConversationEvent;
import java.time.Instant;

/**
 * How a conversation stands: as its newest version says.
 *
 * @param version counts its changes
 * @param status such as NEED_REPLY or OVERDUE
 * @param at when it came to be so
 */
public record ConversationFact(long version, String status, Instant at) {

  /** What one event tells. */
  public static ConversationFact of(ConversationEvent event) {
    return new ConversationFact(
        event.version(), event.status().name(), Times.stored(event.occurredAt()));
  }

  /** The newer of both; commutative, associative and idempotent. */
  public ConversationFact merge(ConversationFact other) {
    if (version != other.version) {
      return version > other.version ? this : other;
    }
    // Two tellings of one version: the earlier one, whichever came first.
    return other.at.isBefore(at) ? other : this;
  }
}
