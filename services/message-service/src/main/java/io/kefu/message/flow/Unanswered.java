package io.kefu.message.flow;

import io.kefu.message.answer.Decision;
import io.kefu.message.handover.HandOverReason;
import io.kefu.message.learning.PersonalMask;
import java.util.Set;

/** What a customer asked that the knowledge base had no answer to. Pure. */
final class Unanswered {

  /** Long enough to be understood, short enough to be listed. */
  private static final int MAX_CHARACTERS = 200;

  private static final Set<HandOverReason> WITHOUT_AN_ANSWER =
      Set.of(
          HandOverReason.LOW_CONFIDENCE,
          HandOverReason.FORBIDDEN_TOPIC,
          HandOverReason.ANSWER_REFUSED,
          HandOverReason.REPEATED_HANDOVER);

  private Unanswered() {}

  /** The question, masked; null when the decision has another cause. */
  static String question(Decision decision, String text) {
    if (!(decision instanceof Decision.HandOver person)
        || !WITHOUT_AN_ANSWER.contains(person.reason())) {
      return null;
    }
    String masked = PersonalMask.masked(text.replaceAll("\\s+", " ").strip());
    if (masked.isEmpty()) {
      return null;
    }
    return masked.codePointCount(0, masked.length()) <= MAX_CHARACTERS
        ? masked
        : masked.substring(0, masked.offsetByCodePoints(0, MAX_CHARACTERS));
  }
}
