package io.kefu.gateway.poll;

import io.kefu.contracts.event.ReplyOut;
import io.kefu.contracts.event.ReplyOutKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What waits for one agent that asks instead of listening. It holds each reply and each command
 * once, until the agent acknowledges it. Thread-safe.
 */
public final class Mailbox {

  /**
   * Something for the agent.
   *
   * @param number rises within the mailbox
   * @param out reply or command
   */
  public record Letter(long number, ReplyOut out) {}

  private final int capacity;
  private final Instant openedAt;
  private final Map<String, Letter> letters = new LinkedHashMap<>();
  private CompletableFuture<Void> arrival = new CompletableFuture<>();
  private Instant lastAsked;
  private long lastNumber;
  private boolean overflown;

  Mailbox(int capacity, Instant now) {
    this.capacity = capacity;
    this.openedAt = now.truncatedTo(ChronoUnit.MILLIS);
    this.lastAsked = now;
  }

  /**
   * Takes a record in; what is here already is not taken twice. A reply written before the box was
   * there stays away, since it comes again in its turn; and once one did not fit, those behind it
   * do not go in either, for the same reason.
   *
   * @param writtenAt when Kafka was given the record
   */
  void put(ReplyOut out, Instant writtenAt) {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      String id = id(out);
      boolean early = out.kind() == ReplyOutKind.REPLY && writtenAt.isBefore(openedAt);
      if (id == null || early || letters.containsKey(id)) {
        return;
      }
      if (overflown || letters.size() >= capacity) {
        overflown = true;
        return;
      }
      letters.put(id, new Letter(++lastNumber, out));
      waiting = arrival;
      arrival = new CompletableFuture<>();
    }
    waiting.complete(null);
  }

  /** The agent has dealt with a reply or a command. */
  synchronized void acknowledged(String id) {
    letters.remove(id);
  }

  /** What came after a number, in order. */
  synchronized List<Letter> after(long number, int limit, Instant now) {
    lastAsked = now;
    List<Letter> found = new ArrayList<>();
    Iterator<Letter> all = letters.values().iterator();
    while (all.hasNext() && found.size() < limit) {
      Letter letter = all.next();
      if (letter.number() > number) {
        found.add(letter);
      }
    }
    return found;
  }

  /** Ends when something new arrives. */
  synchronized CompletableFuture<Void> arrival() {
    return arrival;
  }

  /** Lets everybody go who waits. */
  void release() {
    arrival().complete(null);
  }

  /** Whether something did not fit and must be asked for anew; says so once room is there. */
  synchronized boolean lacking() {
    boolean now = overflown && letters.isEmpty();
    if (now) {
      overflown = false;
    }
    return now;
  }

  synchronized Instant lastAsked() {
    return lastAsked;
  }

  private static String id(ReplyOut out) {
    return out.kind() == ReplyOutKind.REPLY
        ? out.reply().replyId()
        : out.kind() == ReplyOutKind.COMMAND ? out.command().commandId() : null;
  }
}
