package io.kefu.message.rules;

import java.util.List;

/**
 * How an agent recognises by itself what a rule answers.
 *
 * @param kind what it is for
 * @param match how phrases are compared; null for an offline text
 * @param phrases what the customer writes; empty for an offline text
 */
public record LocalRule(Kind kind, Match match, List<String> phrases) {

  /** Copies the phrases. */
  public LocalRule {
    phrases = List.copyOf(phrases);
  }

  /** What a local rule is for. */
  public enum Kind {
    /** Small talk. */
    GREETING,
    /** A question that always has the same answer. */
    FAQ,
    /** Said while the agent cannot reach us. */
    OFFLINE
  }

  /** How phrases are compared. */
  public enum Match {
    /** Letter by letter, after trimming. */
    EXACT,
    /** Letters and digits alone, NFKC, lower case. */
    NORMALISED
  }
}
