package io.kefu.message.conversation;

import io.kefu.contracts.ChatKey;
import io.kefu.message.handover.Handling;
import java.time.Instant;
import java.util.UUID;

/**
 * A conversation as it is stored.
 *
 * @param id unique in the tenant
 * @param chat its chat
 * @param customerId its customer
 * @param grade the customer's grade
 * @param state who spoke last, and the times
 * @param handling who looks after it
 * @param question the last real question; may be null
 * @param questionAt when it was asked; may be null
 * @param assignedTo operator it is assigned to; may be null
 * @param clarification JSON of the choices offered last; may be null
 */
public record Conversation(
    UUID id,
    ChatKey chat,
    UUID customerId,
    String grade,
    ThreadState state,
    Handling handling,
    String question,
    Instant questionAt,
    String assignedTo,
    String clarification) {

  /** The same with another state. */
  public Conversation with(ThreadState next) {
    return new Conversation(
        id,
        chat,
        customerId,
        grade,
        next,
        handling,
        question,
        questionAt,
        assignedTo,
        clarification);
  }

  /** The same with another handling. */
  public Conversation with(Handling next) {
    return new Conversation(
        id, chat, customerId, grade, state, next, question, questionAt, assignedTo, clarification);
  }

  /** The same after a question and what we asked back. */
  public Conversation asked(String digest, Instant at, String choices) {
    return new Conversation(
        id, chat, customerId, grade, state, handling, digest, at, assignedTo, choices);
  }

  /** The same, assigned to an operator; null for nobody. */
  public Conversation assigned(String operator) {
    return new Conversation(
        id,
        chat,
        customerId,
        grade,
        state,
        handling,
        question,
        questionAt,
        operator,
        clarification);
  }
}
