package io.kefu.message.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSource;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelUnparser;
import dev.cel.parser.CelUnparserFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches a rule set being evaluated and keeps why each rule matched or not: for dry runs. Not
 * thread-safe.
 */
public final class Tracing implements RuleEngine.Witness {

  private static final int MOST_VALUES = 40;
  private static final int MOST_TEXT = 120;

  /** What became of a rule. */
  public enum Outcome {
    /** Its condition holds. */
    MATCHED,
    /** Its condition does not hold. */
    NOT_MATCHED,
    /** It does not count now. */
    SKIPPED,
    /** Its condition cannot be evaluated. */
    FAILED,
    /** A rule before it ended the evaluation. */
    NOT_REACHED
  }

  /**
   * One rule of the trace.
   *
   * @param ruleId rule
   * @param name its name
   * @param origin where it comes from
   * @param priority its priority
   * @param outcome what became of it
   * @param why for a skipped or failed one; may be null
   * @param when its condition
   * @param values what the parts of the condition were, in the order they were looked at
   * @param actions what it would do; empty unless it matched
   */
  public record Step(
      String ruleId,
      String name,
      Origin origin,
      int priority,
      Outcome outcome,
      String why,
      String when,
      List<Value> values,
      List<String> actions) {}

  /** What one part of a condition was. */
  public record Value(String expression, String value) {}

  private final Conditions conditions;
  private final List<Step> steps = new ArrayList<>();
  private final CelUnparser unparser = CelUnparserFactory.newUnparser();

  /** A trace by the environment the rules were compiled in. */
  public Tracing(Conditions conditions) {
    this.conditions = conditions;
  }

  /** The rules in the order they were passed. */
  public List<Step> steps() {
    return List.copyOf(steps);
  }

  @Override
  public void skipped(RuleSet.Entry entry, String why) {
    steps.add(step(entry, Outcome.SKIPPED, why, List.of()));
  }

  @Override
  public void notReached(RuleSet.Entry entry) {
    steps.add(step(entry, Outcome.NOT_REACHED, null, List.of()));
  }

  @Override
  public void failed(RuleSet.Entry entry, Condition.Failed failure) {
    steps.add(step(entry, Outcome.FAILED, failure.getMessage(), List.of()));
  }

  @Override
  public boolean holds(RuleSet.Entry entry, Facts facts) throws Condition.Failed {
    Condition condition = conditions.forTracing(entry.rule().condition());
    Map<String, String> values = new LinkedHashMap<>();
    boolean holds =
        condition.traced(
            facts,
            (expression, value) -> {
              if (values.size() < MOST_VALUES && tells(expression)) {
                values.put(text(condition.tree(), expression), shortened(String.valueOf(value)));
              }
            });
    steps.add(
        step(
            entry,
            holds ? Outcome.MATCHED : Outcome.NOT_MATCHED,
            null,
            values.entrySet().stream()
                .map(value -> new Value(value.getKey(), value.getValue()))
                .toList()));
    return holds;
  }

  /** Constants tell nothing. */
  private static boolean tells(CelExpr expression) {
    return switch (expression.getKind()) {
      case CALL, SELECT, IDENT, COMPREHENSION -> true;
      default -> false;
    };
  }

  private String text(CelAbstractSyntaxTree tree, CelExpr expression) {
    try {
      CelSource source = tree.getSource();
      return shortened(unparser.unparse(CelAbstractSyntaxTree.newParsedAst(expression, source)));
    } catch (RuntimeException e) {
      return "part " + expression.id();
    }
  }

  private static Step step(RuleSet.Entry entry, Outcome outcome, String why, List<Value> values) {
    Rule rule = entry.rule();
    return new Step(
        rule.id(),
        rule.name(),
        entry.origin(),
        rule.priority(),
        outcome,
        why,
        rule.condition().text(),
        values,
        outcome == Outcome.MATCHED
            ? rule.actions().stream().map(RuleAction::type).toList()
            : List.of());
  }

  private static String shortened(String text) {
    return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "…";
  }
}
