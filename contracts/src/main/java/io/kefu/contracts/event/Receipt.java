package io.kefu.contracts.event;

import static java.util.Objects.requireNonNull;

import io.kefu.contracts.chat.ReceiptStatus;
import java.time.Instant;

/**
 * How an agent ended sending a reply part.
 *
 * @param replyId reply part
 * @param status sent, failed or unknown
 * @param error stable code and words (optional)
 * @param timestamp on the agent clock
 */
public record Receipt(String replyId, ReceiptStatus status, String error, Instant timestamp) {

  /** Checks that every required value is there. */
  public Receipt {
    requireNonNull(replyId, "reply_id");
    requireNonNull(status, "status");
    requireNonNull(timestamp, "timestamp");
  }
}
