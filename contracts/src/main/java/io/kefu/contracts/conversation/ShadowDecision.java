package io.kefu.contracts.conversation;

import static java.util.Objects.requireNonNull;

import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.chat.ReplyAction;

/**
 * What would have been done with a message if the tenant did not have the bot in shadow mode.
 *
 * @param action what would have been done
 * @param branch way of the answer policy
 * @param content what the customer would have read; may be empty
 * @param reason stable code of the cause, for a handover (optional)
 */
public record ShadowDecision(ReplyAction action, Branch branch, String content, String reason) {

  /** Checks that every required value is there. */
  public ShadowDecision {
    requireNonNull(action, "action");
    requireNonNull(branch, "branch");
    requireNonNull(content, "content");
  }
}
