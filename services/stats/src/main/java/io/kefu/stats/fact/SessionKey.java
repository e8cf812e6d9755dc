package io.kefu.stats.fact;

import java.util.Comparator;

/**
 * Which session of an agent; its order is the one in which rows are locked.
 *
 * @param tenantId tenant
 * @param agentId agent
 * @param sessionId socket session, or a span of time for an agent without a socket
 */
public record SessionKey(String tenantId, String agentId, String sessionId)
    implements Comparable<SessionKey> {

  private static final Comparator<SessionKey> ORDER =
      Comparator.comparing(SessionKey::tenantId)
          .thenComparing(SessionKey::agentId)
          .thenComparing(SessionKey::sessionId);

  @Override
  public int compareTo(SessionKey other) {
    return ORDER.compare(this, other);
  }
}
