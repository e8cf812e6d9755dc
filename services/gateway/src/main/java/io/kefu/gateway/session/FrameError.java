package io.kefu.gateway.session;

import java.util.Locale;

/** Codes of {@code error} frames (docs/protocol.md). */
public enum FrameError {
  /** Not one JSON object, or nested too deeply. Do not send it again. */
  BAD_JSON,
  /** A type that protocol 2.0 does not know. Do not send it again. */
  UNKNOWN_TYPE,
  /** A type that only the server sends. Do not send it again. */
  UNEXPECTED_TYPE,
  /** A field is missing, of the wrong type or out of range. Do not send it again. */
  INVALID_FRAME,
  /** The frame names another agent than the socket's. Do not send it again. */
  WRONG_AGENT,
  /** Another protocol version; the socket is closed. */
  UNSUPPORTED_VERSION,
  /** Something else came before hello; the socket is closed. */
  HELLO_EXPECTED,
  /** Payloads must be sealed here and are not; the socket is closed. */
  SEALING_REQUIRED,
  /** A sealed payload does not open, or came out of turn; the socket is closed. */
  SEAL_BROKEN,
  /** The access token in hello is not valid or of another agent. */
  TOKEN_REFUSED,
  /** Too many frames a second. Send it again later. */
  RATE_LIMITED,
  /** Too many messages wait for their confirmation. Send it again after the next ack. */
  TOO_MANY_IN_FLIGHT,
  /** Kafka did not confirm the message. Send it, and those after it in the chat, again in order. */
  KAFKA_UNAVAILABLE;

  /** The code on the wire: snake_case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
