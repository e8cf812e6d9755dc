package io.kefu.ai.guard;

import io.kefu.contracts.answer.Evidence;
import java.util.List;

/** What the guards say of a model's text. */
public sealed interface Verdict {

  /**
   * It may go out.
   *
   * @param text for the customer, personal data back in
   * @param evidence the entries it rests on
   */
  record Passed(String text, List<Evidence> evidence) implements Verdict {
    /** Copies the entries. */
    public Passed {
      evidence = List.copyOf(evidence);
    }
  }

  /** The model says that the evidence does not answer the question. */
  record NoAnswer() implements Verdict {}

  /**
   * It must not go out.
   *
   * @param objection why
   */
  record Refused(Objection objection) implements Verdict {}
}
