package io.kefu.stats.fact;

import io.kefu.contracts.event.AgentEvent;
import io.kefu.contracts.event.AgentEventKind;
import java.time.Duration;
import java.time.Instant;

/**
 * When an agent's session was seen alive. Sessions are kept apart, so that the end of an older
 * socket, which a newer login has closed, does not take the agent off line.
 *
 * @param startedAt first event
 * @param lastSeenAt last sign of life; null when only the end is known
 * @param endedAt last report of its end; null while none came
 */
public record SessionFact(Instant startedAt, Instant lastSeenAt, Instant endedAt) {

  /** Three heartbeats of 30 s missed: the gateway calls an agent offline then. */
  public static final Duration GRACE = Duration.ofSeconds(90);

  private static final long SOCKETLESS_SPAN_SECONDS = 600;

  /** The session that an event belongs to. */
  public static SessionKey keyOf(AgentEvent event) {
    // Without a socket there is no session: spans of ten minutes stand in, so that a pause shows.
    String session =
        event.sessionId() != null
            ? event.sessionId()
            : "~" + event.occurredAt().getEpochSecond() / SOCKETLESS_SPAN_SECONDS;
    return new SessionKey(event.tenantId(), event.agentId(), session);
  }

  /** What one event tells. */
  public static SessionFact of(AgentEvent event) {
    Instant at = Times.stored(event.occurredAt());
    return event.kind() == AgentEventKind.OFFLINE
        ? new SessionFact(at, null, at)
        : new SessionFact(at, at, null);
  }

  /** What both know together; commutative, associative and idempotent. */
  public SessionFact merge(SessionFact other) {
    return new SessionFact(
        Times.earliest(startedAt, other.startedAt),
        Times.latest(lastSeenAt, other.lastSeenAt),
        Times.latest(endedAt, other.endedAt));
  }

  /** Until when the agent counts as online by this session. */
  public Instant until() {
    if (lastSeenAt == null) {
      return endedAt;
    }
    return endedAt != null && !endedAt.isBefore(lastSeenAt) ? endedAt : lastSeenAt.plus(GRACE);
  }
}
