package io.kefu.contracts.frame;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says that something was durably accepted (a message, by the server), or how it ended (a reply or
 * a command, by the agent). Exactly one of the three ids is present.
 *
 * @param messageId message that Kafka has (optional)
 * @param replyId reply part (optional)
 * @param commandId command (optional)
 * @param status a {@code ReceiptStatus} for a reply, a {@code CommandStatus} for a command
 *     (optional)
 * @param error why it failed (optional)
 * @param result what a command returned (optional)
 * @param timestamp on the sender clock (optional)
 */
public record Ack(
    String messageId,
    String replyId,
    String commandId,
    String status,
    String error,
    Map<String, Object> result,
    Instant timestamp) {

  /** Refuses an acknowledgement of nothing, or of two things at once. */
  public Ack {
    int ids = (messageId == null ? 0 : 1) + (replyId == null ? 0 : 1) + (commandId == null ? 0 : 1);
    if (ids != 1) {
      throw new IllegalArgumentException(
          "an ack names exactly one of message_id, reply_id and command_id");
    }
    if (messageId == null && status == null) {
      throw new IllegalArgumentException("an ack of a reply or a command needs a status");
    }
    result = result == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(result));
  }

  /** The server's word that Kafka has a message. */
  public static Ack ofMessage(String messageId, Instant timestamp) {
    return new Ack(messageId, null, null, null, null, null, timestamp);
  }
}
