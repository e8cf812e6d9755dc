package io.kefu.ai.chat;

import io.kefu.ai.route.HandOverReason;
import io.kefu.contracts.answer.Evidence;
import java.util.List;

/** What came of letting the house write. */
sealed interface Written {

  /** A text for the customer. */
  record Answer(String text, List<Evidence> evidence, Author author, String reason)
      implements Written {
    public Answer {
      evidence = List.copyOf(evidence);
    }
  }

  /** A person takes over; the text may be empty. */
  record HandOver(HandOverReason reason, String text, Author author) implements Written {}

  /**
   * Who wrote it.
   *
   * @param model null for the knowledge entry itself
   * @param tokensIn all attempts of the chain together; null when no model was asked
   * @param tokensOut all attempts of the chain together; null when no model was asked
   * @param costMicros what they cost, in millionths of the currency; null when no model was asked
   */
  record Author(String provider, String model, Long tokensIn, Long tokensOut, Long costMicros) {}
}
