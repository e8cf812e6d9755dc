package io.kefu.contracts.conversation;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The text of an operator is on its way.
 *
 * @param replyIds one id a part, in order
 */
public record SendAccepted(List<String> replyIds) {

  /** Checks that every required value is there. */
  public SendAccepted {
    replyIds = List.copyOf(requireNonNull(replyIds, "reply_ids"));
  }
}
