package io.kefu.e2e.history;

import java.util.OptionalLong;
import java.util.Set;

/**
 * What the checker found in a history. The sets hold ids of messages.
 *
 * @param attempted messages that customers typed
 * @param acknowledged messages that an agent is known to have kept
 * @param answered messages of which the customer saw the whole answer
 * @param ended messages without an answer of their own, but with an end that the platform names:
 *     merged into the next, ignored, handed over in silence, failed, unknown
 * @param lost acknowledged, but neither wholly answered nor ended
 * @param unexpected answered, but typed by nobody, or answered in another chat
 * @param duplicated answered twice: one part shown again, or two replies in the place of one
 * @param recovered nobody saw them acknowledged, but they came out: kept by an agent that died
 *     before it could say so
 * @param unordered answered after a later message of their chat
 * @param handedOver messages whose answer was that a person will answer
 * @param unknown messages of which a part was cut off while it was sent
 * @param recoveryMillis from the last fault to the first answer to a message typed after it
 * @param silenceMillis the longest time without any answer, from the first fault to the last typing
 * @param slowestMillis the longest time from keeping a message to its answer
 */
public record Findings(
    int attempted,
    int acknowledged,
    int answered,
    int ended,
    Set<String> lost,
    Set<String> unexpected,
    Set<String> duplicated,
    Set<String> recovered,
    Set<String> unordered,
    int handedOver,
    int unknown,
    OptionalLong recoveryMillis,
    long silenceMillis,
    long slowestMillis) {

  /** Whether nothing was lost, made up, doubled or put out of order. */
  public boolean keepsThePromises() {
    return lost.isEmpty() && unexpected.isEmpty() && duplicated.isEmpty() && unordered.isEmpty();
  }
}
