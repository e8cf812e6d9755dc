package io.kefu.gateway.session;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps the order within each chat on the way to Kafka, while different chats go side by side
 * (promise 5). Of one chat only one message is under way; when it fails, those that came after it
 * fail too, so that the agent sends them again in their order and none overtakes. Thread-safe.
 */
final class ChatLanes {

  private record Entry(Supplier<Uni<Void>> work, Runnable done, Consumer<Throwable> failed) {}

  private final int limit;
  private final Map<String, Deque<Entry>> lanes = new HashMap<>();
  private int size;

  /** Lanes that hold together at most so many messages. */
  ChatLanes(int limit) {
    this.limit = limit;
  }

  /** Takes a message in; false when too many are under way, and nothing happens then. */
  boolean submit(String chat, Supplier<Uni<Void>> work, Runnable done, Consumer<Throwable> failed) {
    Entry entry = new Entry(work, done, failed);
    boolean first;
    synchronized (this) {
      if (size >= limit) {
        return false;
      }
      size++;
      Deque<Entry> lane = lanes.computeIfAbsent(chat, key -> new ArrayDeque<>(2));
      first = lane.isEmpty();
      lane.add(entry);
    }
    if (first) {
      run(chat, entry);
    }
    return true;
  }

  /** Messages that are not settled yet. */
  synchronized int size() {
    return size;
  }

  private void run(String chat, Entry entry) {
    Uni<Void> running;
    try {
      running = entry.work().get();
    } catch (RuntimeException e) {
      running = Uni.createFrom().failure(e);
    }
    running.subscribe().with(done -> succeeded(chat), failure -> failed(chat, failure));
  }

  private void succeeded(String chat) {
    Entry settled;
    Entry next;
    synchronized (this) {
      Deque<Entry> lane = lanes.get(chat);
      settled = lane.poll();
      size--;
      next = lane.peek();
      if (next == null) {
        lanes.remove(chat);
      }
    }
    settled.done().run();
    if (next != null) {
      run(chat, next);
    }
  }

  private void failed(String chat, Throwable failure) {
    List<Entry> settled;
    synchronized (this) {
      settled = new ArrayList<>(lanes.remove(chat));
      size -= settled.size();
    }
    settled.forEach(entry -> entry.failed().accept(failure));
  }
}
