package io.kefu.message.flow;

import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.conversation.ShadowDecision;
import io.kefu.message.answer.Answering;
import io.kefu.message.answer.Decision;
import java.time.Instant;

/** Makes the row of a decision, as it is stored and told. Pure. */
final class DecisionRows {

  private DecisionRows() {}

  /**
   * The row of a decision.
   *
   * @param instead a branch that counts instead of the decision's own; may be null
   * @param shadow what would have been done; null outside of shadow mode
   */
  static DecidedWork.DecisionRow row(
      ClaimedChat claim,
      Burst burst,
      Answering.Decided decided,
      Decision decision,
      Branch instead,
      DecidedWork.SignalRow signal,
      ShadowDecision shadow,
      Instant now) {
    PendingMessage lead = burst.lead();
    PendingMessage.Thread thread = lead.thread();
    Decision.Basis basis = decision.basis();
    Branch branch = shadow == null ? Verdicts.branch(decision) : Branch.SHADOW;
    return new DecidedWork.DecisionRow(
        claim.chat().agentId(),
        lead.messageId(),
        claim.chat().chatId(),
        thread == null ? null : thread.conversationId(),
        thread == null ? null : thread.customerId(),
        Verdicts.action(decision),
        instead == null ? branch : instead,
        ReplyParts.content(decision),
        decision.confidence(),
        Verdicts.reason(decision),
        basis.evidence(),
        basis.provider(),
        basis.model(),
        basis.tokensIn(),
        basis.tokensOut(),
        basis.ruleId(),
        Math.max(0, lead.storedAt().toEpochMilli() - lead.saidAt().toEpochMilli()),
        decided.retrieveMs(),
        decided.generateMs(),
        lead.receivedAt(),
        now,
        burst.messages().size() == 1 ? null : burst.messageIds(),
        bucket(thread, signal),
        thread == null ? null : thread.grade(),
        label(thread, signal),
        basis.costMicros(),
        Unanswered.question(decision, burst.text()),
        shadow);
  }

  private static String bucket(PendingMessage.Thread thread, DecidedWork.SignalRow signal) {
    if (thread == null || signal == null || signal.bucket() == null) {
      return thread == null ? null : thread.bucket();
    }
    return signal.bucket();
  }

  private static String label(PendingMessage.Thread thread, DecidedWork.SignalRow signal) {
    if (thread == null || signal == null || signal.triggerLabel() == null) {
      return thread == null ? null : thread.triggerLabel();
    }
    return signal.triggerLabel();
  }
}
