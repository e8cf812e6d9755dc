package io.kefu.gateway.session;

/** Why the gateway closes a socket (docs/protocol.md). */
public enum CloseCode {
  /** This replica stops; connect again, another one is there. */
  GOING_AWAY(1001, "going_away"),
  /** The agent broke the order of the protocol or speaks another version. */
  PROTOCOL_ERROR(1002, "protocol_error"),
  /** A binary frame; the protocol is text. */
  UNSUPPORTED_DATA(1003, "text_frames_only"),
  /** A text frame that is not UTF-8. */
  INVALID_UTF8(1007, "invalid_utf8"),
  /** No hello in time, or a flood that did not stop. */
  POLICY(1008, "policy"),
  /** A frame over 64 KiB. */
  TOO_BIG(1009, "frame_too_large"),
  /** The gateway failed on this socket; connect again. */
  INTERNAL(1011, "internal_error"),
  /** The agent reads too slowly; connect again, what is pending comes again. */
  TRY_AGAIN_LATER(1013, "slow_consumer"),
  /** The same agent logged in elsewhere, and the newer login wins. */
  REPLACED(4001, "replaced_by_newer_login"),
  /** The agent's access was withdrawn. */
  REVOKED(4002, "access_withdrawn"),
  /** The access token expired and no newer one came with a hello. */
  TOKEN_EXPIRED(4003, "token_expired"),
  /** Heartbeats stopped. */
  HEARTBEAT_LOST(4004, "heartbeat_lost");

  private final int code;
  private final String reason;

  CloseCode(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  /** What a failure of the library below means. */
  public static CloseCode of(Throwable failure) {
    // Vert.x tells in words alone that the fragments of a message are too large together.
    boolean tooBig =
        failure instanceof IllegalStateException
            && failure.getMessage() != null
            && failure.getMessage().startsWith("Cannot process text frame of size");
    return tooBig ? TOO_BIG : INTERNAL;
  }

  /** Code of the close frame. */
  public int code() {
    return code;
  }

  /** Stable word of the close frame, and reason of the offline event. */
  public String reason() {
    return reason;
  }
}
