package io.kefu.agent.queue;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import io.kefu.agent.json.JsonObject;
import io.kefu.agent.log.Log;
import io.kefu.agent.store.EncryptedLog;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Rebuilds the queue's index from its log. A message found twice was being copied: one is it. */
final class QueueReplay implements EncryptedLog.Visitor {

  private static final Log LOG = Log.of(QueueReplay.class);

  private final TreeMap<Long, QueueEntry> entries = new TreeMap<>();
  private final int limit;
  private long lastOrder;
  private long refused;
  private long expired;

  /**
   * @param limit how many entries are held; above it the oldest finished ones are forgotten, or a
   *     long log would not fit the agent's small heap
   */
  QueueReplay(int limit) {
    this.limit = limit;
  }

  /** A mark that carries nothing but the counters. */
  static Map<String, Object> counters(long refused, long expired) {
    return Map.of("s", "delivered", "o", 0L, "refused", refused, "expired", expired);
  }

  @Override
  public void visit(EncryptedLog.Location location, byte[] plain) {
    try {
      JsonObject record = Json.read(new String(plain, StandardCharsets.UTF_8));
      long order = record.integer("o", 0);
      lastOrder = Math.max(lastOrder, order);
      if (record.optionalText("s").isPresent()) {
        end(order, record);
      } else {
        begin(order, record, location);
      }
    } catch (BadJson | IllegalArgumentException e) {
      LOG.error("queue.record_of_another_version", "reason", Log.reason(e));
    }
  }

  Collection<QueueEntry> entries() {
    return entries.values();
  }

  long lastOrder() {
    return lastOrder;
  }

  long refused() {
    return refused;
  }

  long expired() {
    return expired;
  }

  private void begin(long order, JsonObject record, EncryptedLog.Location location) throws BadJson {
    JsonObject message = record.object("m");
    QueueEntry entry =
        new QueueEntry(
            order,
            message.id("message_id"),
            message.id("chat_id"),
            Instant.ofEpochMilli(record.integer("t", 0)),
            location);
    entries.put(order, entry);
    if (entries.size() > limit) {
      entries.values().stream()
          .filter(known -> known.state != QueueEntry.State.WAITING)
          .findFirst()
          .ifPresent(done -> entries.remove(done.order));
    }
  }

  private void end(long order, JsonObject record) throws BadJson {
    QueueEntry.State state = QueueEntry.State.valueOf(record.text("s").toUpperCase(Locale.ROOT));
    refused = Math.max(refused, record.integer("refused", 0));
    expired = Math.max(expired, record.integer("expired", 0));
    QueueEntry entry = entries.get(order);
    if (entry != null) {
      entry.state = state;
    }
  }
}
