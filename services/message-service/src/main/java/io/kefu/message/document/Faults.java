package io.kefu.message.document;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong in one document, up to a bound. Not thread-safe. */
public final class Faults {

  private static final int MOST = 50;

  private final List<Fault> found = new ArrayList<>();

  /** Adds one; what exceeds the bound is left out. */
  public void add(Fault fault) {
    if (found.size() < MOST) {
      found.add(fault);
    }
  }

  /** Adds a fault of a whole value. */
  public void add(String pointer, String message, String hint) {
    add(Fault.at(pointer, message, hint));
  }

  /** Whether nothing is wrong so far. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** How many there are. */
  public int size() {
    return found.size();
  }

  /** What is wrong, in the order it was found. */
  public List<Fault> list() {
    return List.copyOf(found);
  }

  /** Throws when something is wrong. */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new DocumentRefused(list());
    }
  }
}
