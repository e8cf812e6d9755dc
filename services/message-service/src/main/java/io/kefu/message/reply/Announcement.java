package io.kefu.message.reply;

import io.kefu.contracts.ChatKey;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.answer.DecisionSummary;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.chat.ReplyOrigin;
import io.kefu.contracts.event.DecidedMessage;
import io.kefu.contracts.event.Event;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.contracts.event.ReplyOutKind;
import java.time.Instant;
import java.util.UUID;

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
            why.latency(),
            why.costMicros(),
            why.customer(),
            why.question()),
        at);
  }

  /** The record that tells it. */
  ReplyOut event(UUID eventId) {
    return new ReplyOut(
        eventId,
        chat.tenantId(),
        at,
        Event.SCHEMA_VERSION,
        chat.agentId(),
        ReplyOutKind.DECISION,
        1,
        ReplyOrigin.BOT,
        null,
        why,
        null,
        decided);
  }

  /** Whether it covers more than the message that a reply names. */
  public boolean coversBurst() {
    return decided.messageIds().size() > 1;
  }
}
