package io.kefu.message.rules;

import io.kefu.message.rules.RuleAction.Beside;
import io.kefu.message.rules.RuleAction.Deciding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Evaluates a rule set in order until a rule ends it. The first deciding action counts; what later
 * rules would decide is left out, what they do beside it is done. A rule that cannot be evaluated
 * does not match, and is told. Pure.
 */
public final class RuleEngine {

  private RuleEngine() {}

  /**
   * What the rules say.
   *
   * @param decided the rule that decides and its action; null when none did
   * @param beside what is done beside it, in order
   * @param failed ids of rules that could not be evaluated
   */
  public record Verdict(Fired<Deciding> decided, List<Fired<Beside>> beside, List<String> failed) {
    /** Copies the lists. */
    public Verdict {
      beside = List.copyOf(beside);
      failed = List.copyOf(failed);
    }

    /** The deciding action. */
    public Optional<Fired<Deciding>> decision() {
      return Optional.ofNullable(decided);
    }
  }

  /**
   * An action of a rule that matched.
   *
   * @param ruleId its rule
   * @param origin where the rule comes from
   * @param inQuietHours whether the rule may send in quiet hours
   * @param action what is to be done
   * @param <A> kind of action
   */
  public record Fired<A extends RuleAction>(
      String ruleId, Origin origin, boolean inQuietHours, A action) {}

  /** Sees each rule as it is passed; for telling why. */
  public interface Witness {

    /** A rule that does not count now. */
    default void skipped(RuleSet.Entry entry, String why) {}

    /**
     * Evaluates a rule's condition.
     *
     * @throws Condition.Failed when it cannot be evaluated
     */
    default boolean holds(RuleSet.Entry entry, Facts facts) throws Condition.Failed {
      return entry.rule().condition().holds(facts);
    }

    /** A rule that could not be evaluated. */
    default void failed(RuleSet.Entry entry, Condition.Failed failure) {}

    /** A rule that nothing reached any more. */
    default void notReached(RuleSet.Entry entry) {}
  }

  private static final Witness NOBODY = new Witness() {};

  /** What the rules say about the facts at a time. */
  public static Verdict run(RuleSet rules, Facts facts, Instant at, boolean quiet) {
    return run(rules, facts, at, quiet, NOBODY);
  }

  /**
   * The same with a witness.
   *
   * @param quiet whether only rules that are allowed in quiet hours may send
   */
  public static Verdict run(
      RuleSet rules, Facts facts, Instant at, boolean quiet, Witness witness) {
    Fired<Deciding> decided = null;
    List<Fired<Beside>> beside = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    boolean ended = false;
    for (RuleSet.Entry entry : rules.entries()) {
      Rule rule = entry.rule();
      if (ended) {
        witness.notReached(entry);
        continue;
      }
      if (!rule.isActive(at)) {
        witness.skipped(entry, rule.enabled() ? "not_valid_now" : "disabled");
        continue;
      }
      if (quiet && !rule.inQuietHours() && (rule.speaks() || rule.condition().readsRetrieval())) {
        witness.skipped(entry, "quiet_hours");
        continue;
      }
      boolean holds;
      try {
        holds = witness.holds(entry, facts);
      } catch (Condition.Failed e) {
        failed.add(rule.id());
        witness.failed(entry, e);
        continue;
      }
      if (!holds) {
        continue;
      }
      for (RuleAction action : rule.actions()) {
        switch (action) {
          case Deciding deciding -> {
            if (decided == null) {
              decided = fired(entry, deciding);
            }
          }
          case Beside next -> beside.add(fired(entry, next));
          case RuleAction.Stop stop -> {
            // What it means is the rule's stop flag.
          }
        }
      }
      ended = rule.stop();
      if (ended && decided == null) {
        decided = fired(entry, new RuleAction.Ignore("stopped_by_rule"));
      }
    }
    return new Verdict(decided, beside, failed);
  }

  private static <A extends RuleAction> Fired<A> fired(RuleSet.Entry entry, A action) {
    return new Fired<>(entry.rule().id(), entry.origin(), entry.rule().inQuietHours(), action);
  }
}
