package io.kefu.ai.route;

import io.kefu.contracts.answer.Evidence;
import java.util.List;

/** Which way a question goes. */
public sealed interface Course {

  /** Calibrated confidence of the best evidence, 0 to 1. */
  double confidence();

  /**
   * The approved text answers as it stands; no model may touch it.
   *
   * @param entry the approved entry
   */
  record Verbatim(Evidence entry) implements Course {
    @Override
    public double confidence() {
      return entry.confidence();
    }
  }

  /**
   * Write an answer from the evidence.
   *
   * @param evidence best first, at least one
   */
  record Write(List<Evidence> evidence) implements Course {
    /** Copies the evidence. */
    public Write {
      evidence = List.copyOf(evidence);
    }

    /** The entry that answers best. */
    public Evidence best() {
      return evidence.getFirst();
    }

    @Override
    public double confidence() {
      return best().confidence();
    }
  }

  /**
   * Ask what is meant.
   *
   * @param text the question back
   * @param offered the entries it offers, in their order; empty for an open question
   * @param confidence of the best evidence
   */
  record Clarify(String text, List<Evidence> offered, double confidence) implements Course {
    /** Copies the entries. */
    public Clarify {
      offered = List.copyOf(offered);
    }
  }

  /**
   * A person takes over.
   *
   * @param reason why
   * @param confidence of the best evidence; 0 without one
   */
  record HandOver(HandOverReason reason, double confidence) implements Course {}
}
