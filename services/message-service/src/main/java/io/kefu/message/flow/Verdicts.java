package io.kefu.message.flow;

import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.message.answer.Decision;

/** A decision in the words that others know it by. Pure. */
final class Verdicts {

  private Verdicts() {}

  /** What is done. */
  static ReplyAction action(Decision decision) {
    return switch (decision) {
      case Decision.Answer answer -> ReplyAction.REPLY;
      case Decision.Command command -> ReplyAction.REPLY;
      case Decision.Clarify clarify -> ReplyAction.REPLY;
      case Decision.HandOver handOver -> ReplyAction.TRANSFER_HUMAN;
      case Decision.Ignore ignore -> ReplyAction.IGNORE;
    };
  }

  /** Which way it went. */
  static Branch branch(Decision decision) {
    return switch (decision) {
      case Decision.Answer answer -> answer.branch();
      case Decision.Command command -> Branch.CANNED;
      case Decision.Clarify clarify -> Branch.CLARIFICATION;
      case Decision.HandOver handOver -> Branch.HANDOFF;
      case Decision.Ignore ignore -> Branch.IGNORED;
    };
  }

  /** Stable code of why; null for what needs none. */
  static String reason(Decision decision) {
    return switch (decision) {
      case Decision.Answer answer -> null;
      case Decision.Command command -> Decision.Command.REASON;
      case Decision.Clarify clarify -> null;
      case Decision.HandOver handOver -> handOver.reason().code();
      case Decision.Ignore ignore -> ignore.reason();
    };
  }
}
