package io.kefu.e2e;

import java.util.List;

/**
 * Something bad that is done to a fleet.
 *
 * @param name for people
 * @param deed does it, and makes good again what does not come back by itself
 */
record Fault(String name, Deed deed) {

  /** The scene of a fault. */
  interface Scene {
    /** What is broken. */
    FaultFleet fleet();

    /** The agents' phones. */
    List<Phone> phones();

    /** Waits while the customers type as much as they do in that many seconds. */
    void keepTyping(int seconds);

    /** An outage ends now: recovery is measured from here. */
    void outageEnds();

    /** Waits until a customer has been answered that often, counted from the call. */
    void awaitAnswers(int answers);
  }

  /** What is done. */
  interface Deed {
    void strike(Scene scene) throws Exception;
  }
}
