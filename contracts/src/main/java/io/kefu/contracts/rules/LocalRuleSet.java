package io.kefu.contracts.rules;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The local rules of a tenant; arguments of the command {@code rules.update}. They take the place
 * of those the agent holds.
 *
 * @param version grows with each change; the agent tells it in its hello
 * @param rules first to match wins
 */
public record LocalRuleSet(long version, List<LocalRule> rules) {

  /** Checks that every required value is there. */
  public LocalRuleSet {
    rules = List.copyOf(requireNonNull(rules, "rules"));
  }
}
