package io.kefu.stats.fact;

import java.util.Comparator;

/**
 * Which reply part; its order is the one in which rows are locked.
 *
 * @param tenantId tenant
 * @param replyId id of the part
 */
public record ReplyKey(String tenantId, String replyId) implements Comparable<ReplyKey> {

  private static final Comparator<ReplyKey> ORDER =
      Comparator.comparing(ReplyKey::tenantId).thenComparing(ReplyKey::replyId);

  @Override
  public int compareTo(ReplyKey other) {
    return ORDER.compare(this, other);
  }
}
