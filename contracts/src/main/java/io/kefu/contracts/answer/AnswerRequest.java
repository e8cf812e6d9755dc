package io.kefu.contracts.answer;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Asks the answering service for a text.
 *
 * @param messageId message to answer, for logs and accounting
 * @param question the customer text
 * @param evidence what the answer may rest on, best first
 * @param history earlier lines, oldest first
 * @param verbatimOnly true for forbidden topics: no model may write, only approved text is allowed
 * @param maxCharacters upper bound of the answer, at least 1
 */
public record AnswerRequest(
    String messageId,
    String question,
    List<Evidence> evidence,
    List<Turn> history,
    boolean verbatimOnly,
    int maxCharacters) {

  /** Checks that every required value is there. */
  public AnswerRequest {
    requireNonNull(messageId, "message_id");
    requireNonNull(question, "question");
    evidence = List.copyOf(requireNonNull(evidence, "evidence"));
    history = List.copyOf(requireNonNull(history, "history"));
  }
}
