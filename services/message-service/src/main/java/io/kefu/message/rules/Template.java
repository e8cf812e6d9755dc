package io.kefu.message.rules;

import io.kefu.message.document.Fault;
import io.kefu.message.document.Faults;
import io.kefu.message.document.Nearest;
import io.kefu.message.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A text with variables in double braces, without any logic. What a variable holds is put in as it
 * is and never read as a template again. Immutable.
 */
public final class Template {

  /** Variables of every text a customer reads. */
  public static final Set<String> COMMON = common();

  /** Variables of a text that tells a record of the ERP. */
  public static final Set<String> ERP =
      joined(COMMON, Set.of("erp.number", "erp.title", "erp.status", "erp.fields"));

  /** Variables of a text that an agent sends by itself: those that are the same for everybody. */
  public static final Set<String> STATIC =
      Set.copyOf(Settings.TEXTS.stream().map(name -> "text." + name).toList());

  private sealed interface Piece {
    record Words(String text) implements Piece {}

    record Variable(String name) implements Piece {}
  }

  private final String source;
  private final List<Piece> pieces;

  private Template(String source, List<Piece> pieces) {
    this.source = source;
    this.pieces = List.copyOf(pieces);
  }

  /** The template; empty, with faults at their positions, when it cannot be used. */
  public static Optional<Template> parse(
      String source, Set<String> known, String pointer, Faults faults) {
    List<Piece> pieces = new ArrayList<>();
    int before = faults.size();
    int at = 0;
    while (at < source.length()) {
      int open = source.indexOf("{{", at);
      if (open < 0) {
        break;
      }
      if (open > at) {
        pieces.add(new Piece.Words(source.substring(at, open)));
      }
      int close = source.indexOf("}}", open);
      if (close < 0) {
        faults.add(fault(source, open, pointer, "{{ is not closed", "write {{customer.name}}"));
        return Optional.empty();
      }
      String name = source.substring(open + 2, close).strip();
      if (!known.contains(name)) {
        String shown = name.length() <= 60 ? name : name.substring(0, 60) + "…";
        String near = Nearest.hint(name, known);
        faults.add(
            fault(
                source,
                open,
                pointer,
                "{{" + shown + "}} is not known here",
                near == null ? "known are " + String.join(", ", known) : near));
      }
      pieces.add(new Piece.Variable(name));
      at = close + 2;
    }
    if (at < source.length()) {
      pieces.add(new Piece.Words(source.substring(at)));
    }
    return faults.size() == before ? Optional.of(new Template(source, pieces)) : Optional.empty();
  }

  /** As it was written. */
  public String source() {
    return source;
  }

  /** The text with the variables' values; a null value becomes nothing. */
  public String render(UnaryOperator<String> values) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Piece.Words words -> text.append(words.text());
        case Piece.Variable variable -> {
          String value = values.apply(variable.name());
          text.append(value == null ? "" : value);
        }
      }
    }
    return text.toString().strip();
  }

  @Override
  public String toString() {
    return source;
  }

  private static Fault fault(String source, int at, String pointer, String message, String hint) {
    int line = 1 + (int) source.substring(0, at).chars().filter(c -> c == '\n').count();
    int begin = source.lastIndexOf('\n', at) + 1;
    return new Fault(pointer, line, source.codePointCount(begin, at) + 1, message, hint);
  }

  private static Set<String> common() {
    Set<String> names =
        new LinkedHashSet<>(
            List.of(
                "customer.name",
                "agent",
                "chat.name",
                "message.number",
                "time.greeting",
                "time.date",
                "time.hour"));
    Settings.TEXTS.forEach(name -> names.add("text." + name));
    return java.util.Collections.unmodifiableSet(names);
  }

  private static Set<String> joined(Set<String> one, Set<String> other) {
    return Stream.concat(one.stream(), other.stream().sorted())
        .collect(java.util.stream.Collectors.toCollection(LinkedHashSet::new));
  }
}
