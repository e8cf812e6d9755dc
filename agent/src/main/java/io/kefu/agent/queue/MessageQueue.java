package io.kefu.agent.queue;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import io.kefu.agent.log.Log;
import io.kefu.agent.store.Disk;
import io.kefu.agent.store.EncryptedLog;
import io.kefu.agent.store.RecordCipher;
import io.kefu.agent.wechat.ChatMessage;
import io.kefu.agent.wechat.Keeping;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The messages that WeChat showed and the gateway has not yet accepted (design.md §3, promise 1).
 *
 * <p>A message is kept by one forced record; what becomes of it is a second record, which need not
 * be forced: losing it only means sending once more, and the platform drops what it has. The index
 * is in memory, the texts are not. When the queue is full, the oldest delivered messages leave; an
 * undelivered one leaves only by the retention limit or the gateway's refusal, counted and logged.
 * Thread-safe.
 */
public final class MessageQueue implements Closeable {

  private static final Log LOG = Log.of(MessageQueue.class);

  /** A message that is owed to the gateway. */
  public record Waiting(String messageId, String chatId) {}

  /** Messages that left undelivered since this store was made, by cause. */
  public record Losses(long refused, long expired) {}

  private final EncryptedLog log;
  private final QueueLimits limits;
  private final Clock clock;
  private final TreeMap<Long, QueueEntry> byOrder = new TreeMap<>();
  private final Map<String, QueueEntry> byId = new HashMap<>();
  private long nextOrder = 1;
  private int waiting;
  private long refused;
  private long expired;

  private MessageQueue(EncryptedLog log, QueueLimits limits, Clock clock) {
    this.log = log;
    this.limits = limits;
    this.clock = clock;
  }

  /** Opens the queue and reads what an earlier run left. */
  public static MessageQueue open(Disk disk, RecordCipher cipher, QueueLimits limits, Clock clock)
      throws IOException {
    QueueReplay replay = new QueueReplay(limits.messages());
    EncryptedLog log = EncryptedLog.open(disk, cipher, "queue", limits.segmentBytes(), replay);
    MessageQueue queue = new MessageQueue(log, limits, clock);
    replay.entries().forEach(queue::index);
    queue.nextOrder = replay.lastOrder() + 1;
    queue.refused = replay.refused();
    queue.expired = replay.expired();
    return queue;
  }

  /** What opening found broken. */
  public synchronized EncryptedLog.Damage damage() {
    return log.damage();
  }

  /** Keeps a message; when this returns {@code Kept}, a power cut no longer loses it. */
  public synchronized Keeping keep(ChatMessage message) {
    QueueEntry known = byId.get(message.messageId());
    if (known != null) {
      return new Keeping.AlreadyKept(known.state != QueueEntry.State.WAITING);
    }
    Instant now = clock.instant();
    try {
      expire(now);
      if (!makeRoom()) {
        return new Keeping.Refused(
            "queue_full",
            "the queue holds "
                + waiting
                + " undelivered messages; the message stays in WeChat until the gateway is reached");
      }
      long order = nextOrder;
      Map<String, Object> entry = new HashMap<>();
      entry.put("o", order);
      entry.put("t", now.toEpochMilli());
      entry.put("m", message.toPayload());
      EncryptedLog.Location location = log.appendForced(bytes(entry));
      nextOrder++;
      index(new QueueEntry(order, message.messageId(), message.chatId(), now, location));
      return new Keeping.Kept();
    } catch (IOException e) {
      LOG.error("queue.disk_error", "reason", Log.reason(e), "do", "free disk space or check it");
      LOG.trace("queue.disk_error", e);
      return new Keeping.Refused(
          "disk_error", "free space on the disk of the agent's home folder, or check its rights");
    }
  }

  /**
   * The oldest waiting messages, at most one for each chat so that order holds within it.
   *
   * @param max how many
   * @param busy chats that must wait
   */
  public synchronized List<Waiting> next(int max, Predicate<String> busy) {
    List<Waiting> next = new ArrayList<>();
    Set<String> chats = new HashSet<>();
    for (QueueEntry entry : byOrder.values()) {
      if (next.size() >= max) {
        break;
      }
      if (entry.state == QueueEntry.State.WAITING
          && chats.add(entry.chatId)
          && !busy.test(entry.chatId)) {
        next.add(new Waiting(entry.messageId, entry.chatId));
      }
    }
    return next;
  }

  /** The fields of a waiting message; empty when it no longer waits or cannot be read again. */
  public synchronized Optional<Map<String, Object>> payload(String messageId) {
    QueueEntry entry = byId.get(messageId);
    if (entry == null || entry.state != QueueEntry.State.WAITING) {
      return Optional.empty();
    }
    try {
      String text = new String(log.read(entry.location), StandardCharsets.UTF_8);
      return Optional.of(Json.read(text).object("m").asMap());
    } catch (IOException | BadJson e) {
      LOG.error("queue.unreadable", "message_id", messageId, "reason", Log.reason(e));
      return Optional.empty();
    }
  }

  /** The gateway has it. False when it did not wait. */
  public synchronized boolean delivered(String messageId) {
    return finish(messageId, QueueEntry.State.DELIVERED, null);
  }

  /** The gateway will never take it: it leaves, counted. False when it did not wait. */
  public synchronized boolean refuse(String messageId, String code) {
    return finish(messageId, QueueEntry.State.REFUSED, code);
  }

  /** Ids of all waiting messages, in order. */
  public synchronized List<String> waitingIds() {
    return byOrder.values().stream()
        .filter(entry -> entry.state == QueueEntry.State.WAITING)
        .map(entry -> entry.messageId)
        .toList();
  }

  /** How many messages wait for the gateway. */
  public synchronized int depth() {
    return waiting;
  }

  /** Messages that left undelivered. */
  public synchronized Losses losses() {
    return new Losses(refused, expired);
  }

  /** Bytes on disk. */
  public synchronized long bytes() {
    return log.bytes();
  }

  @Override
  public synchronized void close() throws IOException {
    log.force();
    log.close();
  }

  private boolean finish(String messageId, QueueEntry.State state, String code) {
    QueueEntry entry = byId.get(messageId);
    if (entry == null || entry.state != QueueEntry.State.WAITING) {
      return false;
    }
    entry.state = state;
    waiting--;
    refused += state == QueueEntry.State.REFUSED ? 1 : 0;
    expired += state == QueueEntry.State.EXPIRED ? 1 : 0;
    try {
      record(entry, code);
    } catch (IOException e) {
      // The record only saves sending once more after a restart.
      LOG.warn("queue.mark_failed", "message_id", messageId, "reason", Log.reason(e));
    }
    return true;
  }

  private void record(QueueEntry entry, String code) throws IOException {
    Map<String, Object> mark = new HashMap<>();
    mark.put("o", entry.order);
    mark.put("s", entry.state.name().toLowerCase(Locale.ROOT));
    mark.put("c", code);
    mark.put("refused", refused);
    mark.put("expired", expired);
    if (entry.state == QueueEntry.State.DELIVERED) {
      log.append(bytes(mark));
    } else {
      log.appendForced(bytes(mark));
    }
  }

  private void expire(Instant now) {
    Instant limit = now.minus(limits.retention());
    List<QueueEntry> old = new ArrayList<>();
    for (QueueEntry entry : byOrder.values()) {
      if (!entry.keptAt.isBefore(limit)) {
        break;
      }
      old.add(entry);
    }
    for (QueueEntry entry : old) {
      if (finish(entry.messageId, QueueEntry.State.EXPIRED, null)) {
        LOG.error(
            "queue.expired",
            "message_id",
            entry.messageId,
            "kept_at",
            entry.keptAt,
            "expired_total",
            expired,
            "do",
            "the gateway was not reached for the retention time; answer this customer by hand");
      }
      forget(entry);
    }
  }

  /** Whether one more message may come: delivered ones make room, undelivered ones never do. */
  private boolean makeRoom() throws IOException {
    while (byOrder.size() >= limits.messages()) {
      Optional<QueueEntry> done =
          byOrder.values().stream().filter(e -> e.state != QueueEntry.State.WAITING).findFirst();
      if (done.isEmpty()) {
        return false;
      }
      forget(done.get());
    }
    dropEmptySegments();
    return shrink();
  }

  /** Rewrites the oldest files without what is done, while the disk limit is exceeded. */
  private boolean shrink() throws IOException {
    long room = limits.bytes() - 2L * limits.segmentBytes();
    if (waitingBytes() > room) {
      return false;
    }
    long last = log.active();
    while (log.bytes() > room && log.oldest() <= last) {
      compactOldest();
    }
    return true;
  }

  private void dropEmptySegments() throws IOException {
    while (log.oldest() != log.active()
        && byOrder.values().stream().noneMatch(e -> e.location.segment() == log.oldest())) {
      keepCounters();
      log.removeOldest();
    }
  }

  /** Copies the waiting messages of the oldest segment to the end and removes it. */
  private void compactOldest() throws IOException {
    if (log.oldest() == log.active()) {
      log.startSegment();
    }
    long oldest = log.oldest();
    List<QueueEntry> inOldest =
        byOrder.values().stream().filter(e -> e.location.segment() == oldest).toList();
    for (QueueEntry entry : inOldest) {
      if (entry.state == QueueEntry.State.WAITING) {
        entry.location = log.append(log.read(entry.location));
      } else {
        forget(entry);
      }
    }
    keepCounters();
    log.force();
    log.removeOldest();
  }

  /** The counters live in the marks; the newest marks must not leave with an old file. */
  private void keepCounters() throws IOException {
    if (refused + expired > 0) {
      log.append(bytes(QueueReplay.counters(refused, expired)));
      log.force();
    }
  }

  private long waitingBytes() {
    return byOrder.values().stream()
        .filter(e -> e.state == QueueEntry.State.WAITING)
        .mapToLong(e -> e.location.length())
        .sum();
  }

  private void index(QueueEntry entry) {
    byOrder.put(entry.order, entry);
    byId.put(entry.messageId, entry);
    if (entry.state == QueueEntry.State.WAITING) {
      waiting++;
    }
  }

  private void forget(QueueEntry entry) {
    byOrder.remove(entry.order);
    byId.remove(entry.messageId);
  }

  private static byte[] bytes(Map<String, Object> entry) {
    return Json.write(entry).getBytes(StandardCharsets.UTF_8);
  }
}
