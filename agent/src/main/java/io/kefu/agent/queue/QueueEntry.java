package io.kefu.agent.queue;

import io.kefu.agent.store.EncryptedLog.Location;
import java.time.Instant;

/** A message in the queue's index; its text stays on disk. Guarded by the queue. */
final class QueueEntry {

  /** Where a message stands; only {@code WAITING} ones are owed to the gateway. */
  enum State {
    WAITING,
    DELIVERED,
    REFUSED,
    EXPIRED
  }

  final long order;
  final String messageId;
  final String chatId;
  final Instant keptAt;
  Location location;
  State state = State.WAITING;

  QueueEntry(long order, String messageId, String chatId, Instant keptAt, Location location) {
    this.order = order;
    this.messageId = messageId;
    this.chatId = chatId;
    this.keptAt = keptAt;
    this.location = location;
  }
}
