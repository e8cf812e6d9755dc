package io.kefu.stats.fact;

import java.util.Comparator;

/** Names a conversation. */
public record ConversationKey(String tenantId, String conversationId)
    implements Comparable<ConversationKey> {

  private static final Comparator<ConversationKey> ORDER =
      Comparator.comparing(ConversationKey::tenantId)
          .thenComparing(ConversationKey::conversationId);

  @Override
  public int compareTo(ConversationKey other) {
    return ORDER.compare(this, other);
  }
}
