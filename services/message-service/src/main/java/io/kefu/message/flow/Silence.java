package io.kefu.message.flow;

import io.kefu.contracts.chat.ReplyOrigin;
import io.kefu.contracts.conversation.ShadowDecision;
import io.kefu.message.answer.Decision;
import io.kefu.message.reply.OutboxPart;

/** What a bot keeps to itself that is muted or in shadow mode for a whole tenant. Pure. */
final class Silence {

  private Silence() {}

  /** Whether a decision is kept: all but what is silent anyway, and answers to admins. */
  static boolean covers(Decision decision) {
    return switch (decision) {
      case Decision.Answer answer -> true;
      case Decision.Clarify clarify -> true;
      case Decision.HandOver handOver -> true;
      case Decision.Ignore ignore -> false;
      case Decision.Command command -> false;
    };
  }

  /** Whether a part is kept: one of the bot that nobody has seen yet. */
  static boolean covers(OutboxPart part) {
    boolean command =
        part.why() != null && Decision.Command.REASON.equals(part.why().why().reason());
    return part.origin() == ReplyOrigin.BOT && part.publishedAt() == null && !command;
  }

  /** What would have been done. */
  static ShadowDecision shadow(Decision decision) {
    return new ShadowDecision(
        Verdicts.action(decision),
        Verdicts.branch(decision),
        ReplyParts.content(decision),
        Verdicts.reason(decision));
  }
}
