package io.kefu.stats.fact;

import java.util.Comparator;

/**
 * Which customer message; its order is the one in which rows are locked.
 *
 * @param tenantId tenant
 * @param agentId agent that saw it
 * @param messageId id that the agent gave it
 */
public record MessageKey(String tenantId, String agentId, String messageId)
    implements Comparable<MessageKey> {

  private static final Comparator<MessageKey> ORDER =
      Comparator.comparing(MessageKey::tenantId)
          .thenComparing(MessageKey::agentId)
          .thenComparing(MessageKey::messageId);

  @Override
  public int compareTo(MessageKey other) {
    return ORDER.compare(this, other);
  }
}
