package io.kefu.contracts.rules;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A rule that an agent can follow by itself.
 *
 * @param id the rule's id
 * @param kind what it is for
 * @param match how phrases are compared (optional)
 * @param phrases what the customer writes; empty for kind offline
 * @param reply what the agent says
 */
public record LocalRule(
    String id, LocalRuleKind kind, LocalRuleMatch match, List<String> phrases, String reply) {

  /** Checks that every required value is there. */
  public LocalRule {
    requireNonNull(id, "id");
    requireNonNull(kind, "kind");
    phrases = List.copyOf(requireNonNull(phrases, "phrases"));
    requireNonNull(reply, "reply");
  }
}
