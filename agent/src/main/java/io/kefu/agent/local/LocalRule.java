package io.kefu.agent.local;

import java.util.List;

/**
 * A rule that the agent follows by itself (contracts, {@code rules.update}).
 *
 * @param id the rule's id
 * @param kind what it is for
 * @param exact whether phrases are compared letter by letter instead of normalised
 * @param phrases what the customer writes
 * @param reply what the agent says
 */
record LocalRule(String id, Kind kind, boolean exact, List<String> phrases, String reply) {

  /** What a rule is for. */
  enum Kind {
    /** Greetings, thanks. */
    GREETING,
    /** A question that always has the same answer. */
    FAQ,
    /** Said once a chat while the gateway cannot be reached. */
    OFFLINE
  }

  LocalRule {
    phrases = List.copyOf(phrases);
  }
}
