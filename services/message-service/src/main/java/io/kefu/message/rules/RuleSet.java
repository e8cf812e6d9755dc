package io.kefu.message.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules that count for a tenant, in the order they are evaluated: by priority, then by id.
 * Immutable.
 *
 * @param entries in order
 */
public record RuleSet(List<Entry> entries) {

  /**
   * A rule and where it comes from.
   *
   * @param rule the rule
   * @param origin shipped, overridden or the tenant's own
   */
  public record Entry(Rule rule, Origin origin) {}

  /** Copies the entries. */
  public RuleSet {
    entries = List.copyOf(entries);
  }

  /** The tenant's rules laid over the shipped ones. */
  public static RuleSet of(List<Rule> shipped, List<Rule> tenants) {
    Map<String, Rule> own = new HashMap<>();
    tenants.forEach(rule -> own.put(rule.id(), rule));
    Map<String, Entry> all = new LinkedHashMap<>();
    for (Rule rule : shipped) {
      Rule override = own.remove(rule.id());
      all.put(
          rule.id(),
          override == null
              ? new Entry(rule, Origin.SHIPPED)
              : new Entry(override, Origin.OVERRIDE));
    }
    own.values().forEach(rule -> all.put(rule.id(), new Entry(rule, Origin.OWN)));
    List<Entry> sorted = new ArrayList<>(all.values());
    sorted.sort(
        Comparator.comparingInt((Entry entry) -> entry.rule().priority())
            .thenComparing(entry -> entry.rule().id()));
    return new RuleSet(sorted);
  }

  /** The rule with an id. */
  public Optional<Entry> find(String id) {
    return entries.stream().filter(entry -> entry.rule().id().equals(id)).findFirst();
  }
}
