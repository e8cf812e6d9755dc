package io.kefu.message.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * One rule as it was read.
 *
 * @param id unique in the tenant; one of a shipped rule overrides it
 * @param name short, for lists
 * @param description what it is for
 * @param enabled whether it counts at all
 * @param priority the lower comes first
 * @param condition when it matches
 * @param actions what it does, in order
 * @param stop whether nothing is evaluated after it
 * @param inQuietHours whether it may send in quiet hours
 * @param local how an agent recognises the same by itself; may be null
 * @param validFrom from then on; may be null
 * @param validTo until then, exclusive; may be null
 * @param source as it was written; not to be changed
 */
public record Rule(
    String id,
    String name,
    String description,
    boolean enabled,
    int priority,
    Condition condition,
    List<RuleAction> actions,
    boolean stop,
    boolean inQuietHours,
    LocalRule local,
    Instant validFrom,
    Instant validTo,
    ObjectNode source) {

  /** Copies the actions. */
  public Rule {
    actions = List.copyOf(actions);
  }

  /** Whether it counts at a time. */
  public boolean isActive(Instant at) {
    return enabled
        && (validFrom == null || !at.isBefore(validFrom))
        && (validTo == null || at.isBefore(validTo));
  }

  /** Whether it would send something by itself, a handover's notice aside. */
  public boolean speaks() {
    return actions.stream()
        .anyMatch(
            action ->
                switch (action) {
                  case RuleAction.Reply reply -> true;
                  case RuleAction.Answer answer -> true;
                  case RuleAction.Clarify clarify -> true;
                  case RuleAction.LookUp lookUp -> true;
                  case RuleAction.Transfer transfer -> false;
                  case RuleAction.Ignore ignore -> false;
                  case RuleAction.Stop stops -> false;
                  case RuleAction.Beside beside -> false;
                });
  }
}
