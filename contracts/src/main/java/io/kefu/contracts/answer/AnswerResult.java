package io.kefu.contracts.answer;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What the answering service wrote.
 *
 * @param branch direct answer, clarification, handoff or forbidden
 * @param content text for the customer; empty when a person must take over without a text
 * @param confidence 0 to 1
 * @param evidenceIds entries the text rests on
 * @param reason stable code of the cause, for a handover (optional)
 * @param provider provider that answered; {@code extractive} when the text is the knowledge entry
 *     itself
 * @param model model that answered (optional)
 * @param tokensIn tokens read (optional)
 * @param tokensOut tokens written (optional)
 * @param latencyMs time of the whole chain
 * @param costMicros what the models cost, in millionths of the currency of the price list
 *     (optional)
 */
public record AnswerResult(
    Branch branch,
    String content,
    double confidence,
    List<String> evidenceIds,
    String reason,
    String provider,
    String model,
    Long tokensIn,
    Long tokensOut,
    long latencyMs,
    Long costMicros) {

  /** A result whose cost is not known. */
  public AnswerResult(
      Branch branch,
      String content,
      double confidence,
      List<String> evidenceIds,
      String reason,
      String provider,
      String model,
      Long tokensIn,
      Long tokensOut,
      long latencyMs) {
    this(
        branch,
        content,
        confidence,
        evidenceIds,
        reason,
        provider,
        model,
        tokensIn,
        tokensOut,
        latencyMs,
        null);
  }

  /** Checks that every required value is there. */
  public AnswerResult {
    requireNonNull(branch, "branch");
    requireNonNull(content, "content");
    requireNonNull(provider, "provider");
    evidenceIds = List.copyOf(requireNonNull(evidenceIds, "evidence_ids"));
  }
}
