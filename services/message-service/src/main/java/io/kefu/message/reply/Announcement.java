package io.kefu.message.reply;

import io.kefu.contracts.ChatKey;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.answer.DecisionSummary;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.event.DecidedMessage;
import java.time.Instant;

/**
 * What the rest of the platform is told about a decision.
 *
 * @param chat its chat
 * @param decided the messages it covers
 * @param why the decision
 * @param at when it was made
 */
public record Announcement(ChatKey chat, DecidedMessage decided, DecisionSummary why, Instant at) {

  /** What is told instead when the reply ended before anything of it went out. */
  public Announcement unsaid(ReplyAction action, Branch branch, String reason) {
    return new Announcement(
        chat,
        new DecidedMessage(decided.messageId(), decided.chatId(), action, decided.messageIds()),
        new DecisionSummary(
            branch,
            why.confidence(),
            reason,
            why.evidenceIds(),
            why.provider(),
            why.model(),
            why.tokensIn(),
            why.tokensOut(),
            why.ruleId(),
            why.latency()),
        at);
  }

  /** Whether it covers more than the message that a reply names. */
  public boolean coversBurst() {
    return decided.messageIds().size() > 1;
  }
}
