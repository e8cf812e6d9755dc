package io.kefu.contracts.conversation;

import static java.util.Objects.requireNonNull;

/**
 * One part of an answer and where it is.
 *
 * @param replyId reply part
 * @param part position, from 1
 * @param content text
 * @param status where it is
 * @param error why it failed (optional)
 */
public record ReplyPartView(
    String replyId, int part, String content, DeliveryStatus status, String error) {

  /** Checks that every required value is there. */
  public ReplyPartView {
    requireNonNull(replyId, "reply_id");
    requireNonNull(content, "content");
    requireNonNull(status, "status");
  }
}
