package io.kefu.message.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import io.kefu.message.document.Fault;
import io.kefu.message.document.Faults;
import io.kefu.message.document.Nearest;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A word list that a condition names, as {@code words.name} or {@code words['name']}. CEL knows its
 * map only when a message comes: a list that is not there would fail then, for each message.
 *
 * @param name the list's name
 * @param line where it stands, from 1
 * @param column where it stands, from 1
 */
record WordListUse(String name, int line, int column) {

  /** The lists that must be there; not those whose being there the condition itself asks about. */
  static List<WordListUse> in(CelAbstractSyntaxTree tree) {
    List<CelNavigableExpr> nodes = CelNavigableAst.fromAst(tree).getRoot().allNodes().toList();
    Set<String> asked = new HashSet<>();
    nodes.forEach(node -> askedAbout(node.expr()).ifPresent(asked::add));
    return nodes.stream()
        .map(CelNavigableExpr::expr)
        .flatMap(
            expr ->
                named(expr)
                    .filter(name -> !asked.contains(name))
                    .map(name -> at(tree, expr, name))
                    .stream())
        .toList();
  }

  /** Tells of those that are not known. */
  static void check(
      Collection<WordListUse> uses, Collection<String> known, String pointer, Faults faults) {
    for (WordListUse use : uses) {
      if (!known.contains(use.name())) {
        String near = Nearest.hint(use.name(), known);
        faults.add(
            new Fault(
                pointer,
                use.line(),
                use.column(),
                "there is no word list \"" + use.name() + "\"",
                near == null
                    ? "add it to the settings under words first; known are "
                        + String.join(", ", new TreeSet<>(known))
                    : near));
      }
    }
  }

  private static Optional<String> named(CelExpr expr) {
    return switch (expr.exprKind().getKind()) {
      case SELECT ->
          isWords(expr.select().operand()) && !expr.select().testOnly()
              ? Optional.of(expr.select().field())
              : Optional.empty();
      case CALL ->
          expr.call().function().equals("_[_]") && isWords(expr.call().args().get(0))
              ? text(expr.call().args().get(1))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<String> askedAbout(CelExpr expr) {
    return switch (expr.exprKind().getKind()) {
      case SELECT ->
          isWords(expr.select().operand()) && expr.select().testOnly()
              ? Optional.of(expr.select().field())
              : Optional.empty();
      case CALL ->
          expr.call().function().equals("@in") && isWords(expr.call().args().get(1))
              ? text(expr.call().args().get(0))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean isWords(CelExpr expr) {
    return expr.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT
        && expr.ident().name().equals(Fact.WORDS.celName());
  }

  private static Optional<String> text(CelExpr expr) {
    return expr.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? Optional.of(expr.constant().stringValue())
        : Optional.empty();
  }

  private static WordListUse at(CelAbstractSyntaxTree tree, CelExpr expr, String name) {
    CelSourceLocation place =
        Optional.ofNullable(tree.getSource().getPositionsMap().get(expr.id()))
            .flatMap(tree.getSource()::getOffsetLocation)
            .orElse(CelSourceLocation.of(1, 0));
    return new WordListUse(name, Math.max(1, place.getLine()), place.getColumn() + 1);
  }
}
