package io.kefu.message.rules;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * What is stored beside one decision, in its transaction. Immutable.
 *
 * @param agentId agent of the message
 * @param messageId message that was decided
 * @param chatId its chat
 * @param conversationId its conversation
 * @param customerId its customer
 * @param changes what rules change about the customer and want done elsewhere, in order
 * @param toldOnNight the night whose off-hours text the decision says; null for anything else
 * @param atNight the night in which the question was left for a person; null for anything else
 * @param at when it was decided
 */
public record Effects(
    String agentId,
    String messageId,
    String chatId,
    UUID conversationId,
    UUID customerId,
    List<RuleEngine.Fired<RuleAction.Beside>> changes,
    LocalDate toldOnNight,
    LocalDate atNight,
    Instant at) {

  /** Copies the list. */
  public Effects {
    changes = List.copyOf(changes);
  }

  /** Whether nothing is to be stored. */
  public boolean isEmpty() {
    return changes.isEmpty() && toldOnNight == null && atNight == null;
  }
}
