package io.kefu.contracts.frame;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Answer to {@code hello}: the session is open.
 *
 * @param sessionId this socket session
 * @param serverTime server clock, to measure the skew
 * @param heartbeatSeconds interval the agent must keep
 * @param maxFrameBytes upper bound of a frame
 * @param rulesVersion newest version of the local rules
 * @param sealing payloads are sealed from the next frame on, both ways (optional)
 */
public record Welcome(
    String sessionId,
    Instant serverTime,
    int heartbeatSeconds,
    int maxFrameBytes,
    long rulesVersion,
    Sealing sealing) {

  /** Checks that every required value is there. */
  public Welcome {
    requireNonNull(sessionId, "session_id");
    requireNonNull(serverTime, "server_time");
  }

  /** Payloads stay plain. */
  public Welcome(
      String sessionId,
      Instant serverTime,
      int heartbeatSeconds,
      int maxFrameBytes,
      long rulesVersion) {
    this(sessionId, serverTime, heartbeatSeconds, maxFrameBytes, rulesVersion, null);
  }
}
