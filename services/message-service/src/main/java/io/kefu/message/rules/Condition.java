package io.kefu.message.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelEvaluationListener;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A compiled, type-checked condition. Immutable and thread-safe; evaluation is bounded by the
 * limits it was compiled under.
 */
public final class Condition {

  /** The condition could not be evaluated, for instance a division by zero. */
  public static final class Failed extends Exception {
    Failed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final String text;
  private final CelAbstractSyntaxTree tree;
  private final CelRuntime.Program program;
  private final Set<Fact> reads;
  private final List<WordListUse> lists;

  Condition(String text, CelAbstractSyntaxTree tree, CelRuntime.Program program, Set<Fact> reads) {
    this.text = text;
    this.tree = tree;
    this.program = program;
    this.reads = Set.copyOf(reads);
    this.lists = WordListUse.in(tree);
  }

  /** As it was written. */
  public String text() {
    return text;
  }

  /** Every fact it may read. */
  public Set<Fact> reads() {
    return reads;
  }

  /** Word lists that must be there when it is evaluated. */
  List<WordListUse> lists() {
    return lists;
  }

  /** Whether it may ask the knowledge base. */
  public boolean readsRetrieval() {
    return reads.stream().anyMatch(Fact::ofRetrieval);
  }

  CelAbstractSyntaxTree tree() {
    return tree;
  }

  /** Whether it holds. Facts are asked for one by one, as the evaluation needs them. */
  public boolean holds(Facts facts) throws Failed {
    try {
      return Boolean.TRUE.equals(program.eval(resolver(facts)));
    } catch (CelEvaluationException e) {
      throw failed(e);
    }
  }

  /** The same, telling the value of each part of the condition. */
  boolean traced(Facts facts, CelEvaluationListener listener) throws Failed {
    try {
      return Boolean.TRUE.equals(program.trace(resolver(facts), listener));
    } catch (CelEvaluationException e) {
      throw failed(e);
    }
  }

  private static CelVariableResolver resolver(Facts facts) {
    return name -> {
      Fact fact = Fact.named(name);
      return fact == null ? Optional.empty() : Optional.of(facts.value(fact));
    };
  }

  private static Failed failed(CelEvaluationException cause) {
    String message = String.valueOf(cause.getMessage());
    return new Failed(message.length() <= 200 ? message : message.substring(0, 200), cause);
  }
}
