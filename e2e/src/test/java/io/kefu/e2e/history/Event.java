package io.kefu.e2e.history;

/**
 * Something an observer outside of the fleet saw. Times are of {@link System#nanoTime}; events are
 * recorded in the order in which they were seen.
 */
public sealed interface Event {

  /** When it was seen. */
  long nanos();

  /**
   * A customer typed a message. May come again for one message: the customer saw that the phone did
   * not take it and typed it again.
   *
   * @param message id of the message
   * @param chat the chat, unique over all agents
   */
  record Attempted(String message, String chat, long nanos) implements Event {}

  /**
   * The agent has kept a message: from here on the platform answers for it.
   *
   * @param message id of the message
   */
  record Acknowledged(String message, long nanos) implements Event {}

  /**
   * The customer saw a part of an answer.
   *
   * @param message the message it answers
   * @param chat where it was shown
   * @param reply id of the part
   * @param part number of the part, from 1
   * @param parts how many the answer has
   * @param handedOver whether it says that a person will answer
   */
  record Answered(
      String message,
      String chat,
      String reply,
      int part,
      int parts,
      boolean handedOver,
      long nanos)
      implements Event {}

  /**
   * The customer saw what the agent wrote by itself, while no gateway could be reached.
   *
   * @param message the message it follows
   * @param chat where it was shown
   * @param notice whether it only says that nobody can answer now; the platform's answer follows
   */
  record AnsweredLocally(String message, String chat, boolean notice, long nanos)
      implements Event {}

  /**
   * The platform says how a message ended, and every part that it calls sent was seen.
   *
   * @param message id of the message
   * @param unknown whether a part was cut off while it was sent, so that a person must look
   */
  record Ended(String message, boolean unknown, long nanos) implements Event {}

  /** A fault; of an outage, its end. What comes next is measured from the last one. */
  record Struck(long nanos) implements Event {}
}
