package io.kefu.agent.frame;

import io.kefu.agent.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** A frame from the gateway. */
public sealed interface ServerFrame {

  /** The session is open. */
  record Welcome(
      String sessionId,
      Instant serverTime,
      int heartbeatSeconds,
      int maxFrameBytes,
      long rulesVersion,
      Optional<Sealing> sealing)
      implements ServerFrame {}

  /** A message is durably accepted and may leave the queue. */
  record Accepted(String messageId) implements ServerFrame {}

  /** Something to send to a customer. */
  record ReplyPart(Reply reply) implements ServerFrame {}

  /** Answer to a heartbeat: everything sent before it was read. */
  record HeartbeatAnswer(Instant serverTime) implements ServerFrame {}

  /** Something to do. */
  record Command(String commandId, String name, JsonObject args) implements ServerFrame {}

  /** The gateway could not use a frame. */
  record Refusal(String code, String message, Optional<String> messageId) implements ServerFrame {}

  /** A type of a later version: ignored. */
  record Unknown(String type) implements ServerFrame {}
}
