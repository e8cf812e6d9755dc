package io.kefu.contracts.answer;

import static java.util.Objects.requireNonNull;

import io.kefu.contracts.conversation.CustomerTraits;
import java.util.List;

/**
 * Why a reply is what it is, for statistics and the console.
 *
 * @param branch way of the answer policy
 * @param confidence 0 to 1
 * @param reason stable code of the cause, for a handover or a refusal (optional)
 * @param evidenceIds knowledge entries the text rests on
 * @param provider LLM provider that wrote it (optional)
 * @param model model that wrote it (optional)
 * @param tokensIn tokens read by the model (optional)
 * @param tokensOut tokens written by the model (optional)
 * @param ruleId rule that fired (optional)
 * @param latency time of each stage so far (optional)
 * @param costMicros what the models cost, in millionths of the currency of the price list
 *     (optional)
 * @param customer the customer as the decision left them (optional)
 * @param question what the knowledge base had no answer to, numbers and addresses masked; only on a
 *     handover for that reason (optional)
 */
public record DecisionSummary(
    Branch branch,
    double confidence,
    String reason,
    List<String> evidenceIds,
    String provider,
    String model,
    Long tokensIn,
    Long tokensOut,
    String ruleId,
    StageLatency latency,
    Long costMicros,
    CustomerTraits customer,
    String question) {

  /** A decision of which no more is known. */
  public DecisionSummary(
      Branch branch,
      double confidence,
      String reason,
      List<String> evidenceIds,
      String provider,
      String model,
      Long tokensIn,
      Long tokensOut,
      String ruleId,
      StageLatency latency) {
    this(
        branch,
        confidence,
        reason,
        evidenceIds,
        provider,
        model,
        tokensIn,
        tokensOut,
        ruleId,
        latency,
        null,
        null,
        null);
  }

  /** Checks that every required value is there. */
  public DecisionSummary {
    requireNonNull(branch, "branch");
    evidenceIds = List.copyOf(requireNonNull(evidenceIds, "evidence_ids"));
  }
}
