package io.kefu.contracts.frame;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Answer to a heartbeat.
 *
 * @param serverTime server clock
 */
public record HeartbeatReply(Instant serverTime) {

  /** Checks that every required value is there. */
  public HeartbeatReply {
    requireNonNull(serverTime, "server_time");
  }
}
