package io.kefu.message.reply;

import io.kefu.contracts.ChatKey;
import io.kefu.contracts.answer.DecisionSummary;
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

  /** Whether it covers more than the message that a reply names. */
  public boolean coversBurst() {
    return decided.messageIds().size() > 1;
  }
}
