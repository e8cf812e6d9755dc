package io.kefu.gateway.operator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The last events of one tenant, for sockets that were interrupted. Replicas see events of
 * different topics in different orders; therefore a replay begins a little before the event that is
 * named, and a client drops the event ids it knows. Thread-safe.
 */
final class Replay {

  /** How much two replicas may differ in when they see an event. */
  static final Duration OVERLAP = Duration.ofSeconds(3);

  private final int capacity;
  private final int maxCharacters;
  private final Duration life;
  private final Deque<LiveEvent> events = new ArrayDeque<>();
  private int characters;

  /**
   * Keeps events as long as they fit.
   *
   * @param capacity how many at most
   * @param maxCharacters how long their frames may be together: a message has up to 64 KiB
   * @param life how long each
   */
  Replay(int capacity, int maxCharacters, Duration life) {
    this.capacity = capacity;
    this.maxCharacters = maxCharacters;
    this.life = life;
  }

  synchronized void add(LiveEvent event) {
    forget(event.seenAt());
    events.addLast(event);
    characters += event.frame().length();
    while (events.size() > capacity || characters > maxCharacters) {
      removeFirst();
    }
  }

  /** Events from a little before the named one on; empty when that is not known (any more). */
  synchronized Optional<List<LiveEvent>> since(String eventId, Instant now) {
    forget(now);
    Iterator<LiveEvent> newestFirst = events.descendingIterator();
    while (newestFirst.hasNext()) {
      LiveEvent known = newestFirst.next();
      if (known.eventId().equals(eventId)) {
        Instant from = known.seenAt().minus(OVERLAP);
        List<LiveEvent> missed = new ArrayList<>();
        for (LiveEvent event : events) {
          if (event != known && !event.seenAt().isBefore(from)) {
            missed.add(event);
          }
        }
        return Optional.of(missed);
      }
    }
    return Optional.empty();
  }

  /** True when nothing is left. */
  synchronized boolean forget(Instant now) {
    Instant oldest = now.minus(life);
    while (!events.isEmpty() && events.peekFirst().seenAt().isBefore(oldest)) {
      removeFirst();
    }
    return events.isEmpty();
  }

  private void removeFirst() {
    characters -= events.removeFirst().frame().length();
  }
}
