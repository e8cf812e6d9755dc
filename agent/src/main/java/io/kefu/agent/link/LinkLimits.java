package io.kefu.agent.link;

import java.time.Duration;

/**
 * Times and sizes of the connection; a setting each, with the reason for its default.
 *
 * @param window messages sent and not yet acknowledged, over all chats: keeps a slow line full
 *     without flooding a gateway that just came back
 * @param ackTimeout after which a message is sent again; the platform drops what it has
 * @param openTimeout for the upgrade, and for {@code welcome} after {@code hello} (design.md §4)
 * @param reconnectFirst first pause of the backoff
 * @param reconnectCap longest pause: recovery must not take longer than fifteen seconds
 * @param deniedFirst first pause after wrong credentials, so that the account is not locked
 * @param deniedCap longest pause after wrong credentials
 * @param supersededPause after another login of this agent won: two programs must not fight
 * @param missedHeartbeats unanswered ones after which the connection is dead
 * @param tick how often deadlines, heartbeats and renewals are looked at; a second costs nothing
 *     measurable and is finer than every deadline here
 */
public record LinkLimits(
    int window,
    Duration ackTimeout,
    Duration openTimeout,
    Duration reconnectFirst,
    Duration reconnectCap,
    Duration deniedFirst,
    Duration deniedCap,
    Duration supersededPause,
    int missedHeartbeats,
    Duration tick) {

  /** The defaults. */
  public static final LinkLimits DEFAULT =
      new LinkLimits(
          64,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofMillis(500),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          3,
          Duration.ofSeconds(1));
}
