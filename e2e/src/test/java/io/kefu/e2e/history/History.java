package io.kefu.e2e.history;

import java.util.ArrayList;
import java.util.List;

/** Collects what is seen of a run. Safe for use by several threads. */
public final class History {

  private final List<Event> events = new ArrayList<>();

  /** Adds an event that was seen just now. */
  public void add(Event event) {
    synchronized (events) {
      events.add(event);
    }
  }

  /** What was seen so far, in order. */
  public List<Event> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }
}
