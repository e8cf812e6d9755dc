package io.kefu.message.rules;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.SimpleType;
import dev.cel.optimizer.CelOptimizationException;
import dev.cel.optimizer.CelOptimizer;
import dev.cel.optimizer.CelOptimizerFactory;
import dev.cel.optimizer.optimizers.ConstantFoldingOptimizer;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.kefu.message.document.Fault;
import io.kefu.message.document.Faults;
import io.kefu.message.document.Nearest;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compiles conditions: parse, type-check against {@link Fact}, hold against the limits, fold
 * constants. CEL has no loops but its macros over lists; their nesting and number of steps are
 * limited, and so are the text, the tree and the regular expressions (RE2: linear time). So an
 * evaluation ends within a bound that does not depend on the author. Thread-safe.
 */
public final class Conditions {

  /** Longest condition in characters. */
  public static final int MOST_CHARACTERS = 2_000;

  /** Most nodes of the syntax tree, macros expanded. */
  public static final int MOST_NODES = 600;

  /** Deepest nesting of macros such as exists. */
  public static final int DEEPEST_MACROS = 2;

  private static final int DEEPEST_NESTING = 40;
  private static final int MOST_STEPS = 1_000;
  private static final int LARGEST_REGEX = 500;
  private static final int CACHED = 5_000;

  private static final Pattern DOTTED =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");
  private static final Pattern UNDECLARED =
      Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);

  private final Cel cel;
  private final CelOptimizer optimizer;

  /** The same text is compiled once, whichever tenant wrote it. */
  private final Map<String, Condition> compiled =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Condition> eldest) {
              return size() > CACHED;
            }
          });

  /** The environment that {@link Fact} and the text functions declare. */
  public Conditions() {
    CelBuilder builder =
        CelFactory.standardCelBuilder()
            .setOptions(
                CelOptions.current()
                    .maxExpressionCodePointSize(MOST_CHARACTERS)
                    .maxParseRecursionDepth(DEEPEST_NESTING)
                    .maxParseErrorRecoveryLimit(10)
                    .comprehensionMaxIterations(MOST_STEPS)
                    .maxRegexProgramSize(LARGEST_REGEX)
                    .enableHeterogeneousNumericComparisons(true)
                    .enableTimestampEpoch(true)
                    .build())
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setResultType(SimpleType.DYN)
            .addFunctionDeclarations(TextFunctions.declarations())
            .addFunctionBindings(TextFunctions.bindings());
    for (Fact fact : Fact.values()) {
      builder.addVar(fact.celName(), fact.type());
    }
    this.cel = builder.build();
    this.optimizer =
        CelOptimizerFactory.standardCelOptimizerBuilder(cel)
            .addAstOptimizers(ConstantFoldingOptimizer.getInstance())
            .build();
  }

  /** The compiled condition; empty, with faults at their positions, when it cannot be used. */
  public Optional<Condition> compile(String text, String pointer, Faults faults) {
    Condition known = compiled.get(text);
    if (known != null) {
      return Optional.of(known);
    }
    if (text.isBlank()) {
      faults.add(pointer, "is blank", "write a condition, or true for always");
      return Optional.empty();
    }
    CelValidationResult result;
    try {
      result = cel.compile(text);
    } catch (RuntimeException e) {
      faults.add(pointer, "cannot be read as CEL", "simplify it");
      return Optional.empty();
    }
    if (result.hasError()) {
      for (CelIssue issue : result.getErrors()) {
        faults.add(fault(text, pointer, issue));
      }
      return Optional.empty();
    }
    Optional<Condition> condition = checked(text, result, pointer, faults);
    condition.ifPresent(one -> compiled.put(text, one));
    return condition;
  }

  private Optional<Condition> checked(
      String text, CelValidationResult result, String pointer, Faults faults) {
    try {
      CelAbstractSyntaxTree tree = result.getAst();
      if (!tree.getResultType().equals(SimpleType.BOOL)) {
        faults.add(
            new Fault(
                pointer,
                1,
                1,
                "must be true or false, but is of type " + tree.getResultType().name(),
                "compare it with something, for instance … == …"));
        return Optional.empty();
      }
      CelNavigableExpr root = CelNavigableAst.fromAst(tree).getRoot();
      long nodes = root.allNodes().count();
      if (nodes > MOST_NODES) {
        faults.add(
            pointer,
            "is too large: " + nodes + " parts",
            "at most " + MOST_NODES + "; make several rules of it, or use a word list");
        return Optional.empty();
      }
      if (macroDepth(root) > DEEPEST_MACROS) {
        faults.add(
            pointer,
            "nests exists, all, filter or map too deeply",
            "at most " + DEEPEST_MACROS + " in each other");
        return Optional.empty();
      }
      return Optional.of(new Condition(text, tree, cel.createProgram(folded(tree)), reads(tree)));
    } catch (CelValidationException | CelEvaluationException e) {
      faults.add(pointer, "cannot be used: " + e.getMessage(), null);
      return Optional.empty();
    }
  }

  /** Folding constants only makes it faster; what cannot be folded is used as it is. */
  private CelAbstractSyntaxTree folded(CelAbstractSyntaxTree tree) {
    try {
      return optimizer.optimize(tree);
    } catch (CelOptimizationException | RuntimeException e) {
      return tree;
    }
  }

  /** A program whose parts keep the ids of the written text, for telling their values. */
  CelRuntime.Program unfolded(Condition condition) {
    try {
      return cel.createProgram(condition.tree());
    } catch (CelEvaluationException e) {
      throw new IllegalStateException("a compiled condition makes a program", e);
    }
  }

  /** The same condition, its parts as they are written. */
  Condition forTracing(Condition condition) {
    return new Condition(
        condition.text(), condition.tree(), unfolded(condition), condition.reads());
  }

  private static Set<Fact> reads(CelAbstractSyntaxTree tree) {
    Set<Fact> reads = EnumSet.noneOf(Fact.class);
    tree.getReferenceMap()
        .values()
        .forEach(
            reference -> {
              Fact fact = Fact.named(reference.name());
              if (fact != null) {
                reads.add(fact);
              }
            });
    return reads;
  }

  private static int macroDepth(CelNavigableExpr root) {
    return root.allNodes()
        .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.COMPREHENSION)
        .mapToInt(Conditions::macrosAbove)
        .max()
        .orElse(0);
  }

  private static int macrosAbove(CelNavigableExpr node) {
    int depth = 0;
    for (Optional<CelNavigableExpr> at = Optional.of(node);
        at.isPresent();
        at = at.get().parent()) {
      depth += at.get().getKind() == CelExpr.ExprKind.Kind.COMPREHENSION ? 1 : 0;
    }
    return depth;
  }

  private static Fault fault(String text, String pointer, CelIssue issue) {
    int line = Math.max(1, issue.getSourceLocation().getLine());
    int column = Math.max(1, issue.getSourceLocation().getColumn() + 1);
    String message = issue.getMessage();
    Matcher undeclared = UNDECLARED.matcher(message);
    if (undeclared.matches()) {
      String name = dottedAt(text, line, column, undeclared.group(1));
      boolean function = Fact.named(name) != null || TextFunctions.names().contains(name);
      String shown = function ? undeclared.group(1) : name;
      return new Fault(
          pointer,
          line,
          column,
          "\"" + shown + "\" is neither a fact nor a function",
          Fact.named(name) != null ? name + " is a fact: write it without ()" : hint(shown));
    }
    return new Fault(
        pointer,
        line,
        column,
        message.length() <= 300 ? message : message.substring(0, 300) + "…",
        message.contains("no matching overload")
            ? "the types do not fit: texts stand in quotes, numbers do not"
            : null);
  }

  private static String hint(String name) {
    List<String> known = new java.util.ArrayList<>(Fact.names());
    known.addAll(TextFunctions.names());
    String near = Nearest.hint(name, known);
    if (near != null) {
      return near;
    }
    int dot = name.indexOf('.');
    List<String> siblings =
        dot < 0
            ? List.of()
            : Fact.names().stream()
                .filter(fact -> fact.startsWith(name.substring(0, dot + 1)))
                .toList();
    return siblings.isEmpty()
        ? "docs/rules.md lists the facts"
        : "known are " + String.join(", ", siblings);
  }

  /** The whole dotted name at a position: CEL complains about its first part only. */
  private static String dottedAt(String text, int line, int column, String fallback) {
    List<String> lines = text.lines().toList();
    if (line > lines.size()) {
      return fallback;
    }
    String row = lines.get(line - 1);
    int at = row.offsetByCodePoints(0, Math.min(column - 1, row.codePointCount(0, row.length())));
    Matcher name = DOTTED.matcher(row);
    return name.find(at) && name.start() == at ? name.group() : fallback;
  }
}
