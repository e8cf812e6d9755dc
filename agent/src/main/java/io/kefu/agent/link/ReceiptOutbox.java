package io.kefu.agent.link;

import io.kefu.agent.frame.Receipt;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Receipts the gateway may not have read. The protocol does not acknowledge them, but an answered
 * heartbeat says that everything before it was read. What a lost connection may have swallowed is
 * sent again; the platform takes a receipt twice without harm. Not thread-safe.
 */
final class ReceiptOutbox {

  /** Above it the oldest leaves: the gateway asks again by offering the reply again. */
  private static final int MAX = 1_000;

  private static final long NOT_SENT = Long.MAX_VALUE;

  private final Map<String, Receipt> receipts = new LinkedHashMap<>();
  private final Map<String, Long> sentBefore = new LinkedHashMap<>();

  void add(Receipt receipt) {
    receipts.put(receipt.replyId(), receipt);
    sentBefore.put(receipt.replyId(), NOT_SENT);
    if (receipts.size() > MAX) {
      String oldest = receipts.keySet().iterator().next();
      receipts.remove(oldest);
      sentBefore.remove(oldest);
    }
  }

  /** It was written to the socket; the next heartbeat has this number. */
  void sent(String replyId, long nextHeartbeat) {
    sentBefore.replace(replyId, nextHeartbeat);
  }

  /** The heartbeat of this number was answered. */
  void heartbeatAnswered(long heartbeat) {
    Iterator<Map.Entry<String, Long>> each = sentBefore.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<String, Long> entry = each.next();
      if (entry.getValue() <= heartbeat) {
        receipts.remove(entry.getKey());
        each.remove();
      }
    }
  }

  /** Nobody knows whether what was sent arrived. */
  void connectionLost() {
    sentBefore.replaceAll((id, heartbeat) -> NOT_SENT);
  }

  /** What is to be sent. */
  List<Receipt> unsent() {
    List<Receipt> unsent = new ArrayList<>();
    sentBefore.forEach(
        (id, heartbeat) -> {
          if (heartbeat == NOT_SENT) {
            unsent.add(receipts.get(id));
          }
        });
    return unsent;
  }
}
