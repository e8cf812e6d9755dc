package io.kefu.message.flow;

import io.kefu.message.answer.Answering;
import io.kefu.message.conversation.Conversation;
import io.kefu.message.conversation.SlaConfig;
import io.kefu.message.conversation.StatusMachine;
import io.kefu.message.conversation.ThreadEvent;
import io.kefu.message.rules.Effects;
import io.kefu.message.rules.RuleAction;
import io.kefu.message.rules.RuleEngine;
import java.time.Instant;

/** What rules change beside a decision. Pure. */
final class RuleChanges {

  private final SlaConfig sla;

  RuleChanges(SlaConfig sla) {
    this.sla = sla;
  }

  /**
   * What rules want; a night is not told of when an operator took over meanwhile. Nothing in shadow
   * mode: there a decision has no effect.
   */
  static Effects effects(
      ClaimedChat claim,
      Burst burst,
      Answering.Decided decided,
      boolean taken,
      boolean shadow,
      Instant now) {
    PendingMessage.Thread thread = burst.lead().thread();
    return thread == null || shadow
        ? null
        : new Effects(
            claim.chat().agentId(),
            burst.lead().messageId(),
            claim.chat().chatId(),
            thread.conversationId(),
            thread.customerId(),
            decided.beside(),
            taken ? null : decided.toldOnNight(),
            taken ? null : decided.atNight(),
            now);
  }

  /** What a rule makes of the conversation's status, unless a person has it meanwhile. */
  Conversation moved(
      Conversation after, Burst burst, Answering.Decided decided, boolean taken, Instant now) {
    Conversation moved = after;
    for (RuleEngine.Fired<RuleAction.Beside> change : decided.beside()) {
      if (!taken && change.action() instanceof RuleAction.SetStatus set) {
        ThreadEvent event =
            switch (set.status()) {
              case RESOLVED -> new ThreadEvent.Resolved();
              case SNOOZED -> new ThreadEvent.Snoozed(now.plus(sla.snooze()));
              case WAITING_THEM -> new ThreadEvent.MarkedWaiting();
              case UNSEEN, NEED_REPLY, OVERDUE -> new ThreadEvent.TheySpoke(burst.lead().saidAt());
            };
        moved =
            moved.with(StatusMachine.after(moved.state(), event, sla.limits(moved.grade()), now));
      }
    }
    return moved;
  }
}
