package io.kefu.message.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One JSON object that is read field by field; whatever was not asked for by {@link #end} is an
 * unknown field. A value that cannot be used becomes a fault and reads as absent. Not thread-safe.
 */
public final class Part {

  private final JsonNode node;
  private final String pointer;
  private final Faults faults;
  private final Set<String> asked = new LinkedHashSet<>();

  private Part(JsonNode node, String pointer, Faults faults) {
    this.node = node;
    this.pointer = pointer;
    this.faults = faults;
  }

  /** A part; empty, with a fault, for what is no object. */
  public static Optional<Part> of(JsonNode node, String pointer, Faults faults) {
    if (node == null || !node.isObject()) {
      faults.add(pointer, "must be an object", "write {…}");
      return Optional.empty();
    }
    return Optional.of(new Part(node, pointer, faults));
  }

  /** Where the part is. */
  public String pointer() {
    return pointer;
  }

  /** Where a field of it is. */
  public String pointer(String field) {
    return pointer + '/' + field.replace("~", "~0").replace("/", "~1");
  }

  /** What the faults are collected in. */
  public Faults faults() {
    return faults;
  }

  /** Whether the field is there, JSON null counting as absent. */
  public boolean has(String field) {
    return node.hasNonNull(field);
  }

  /** The raw value; null when absent. */
  public JsonNode raw(String field) {
    asked.add(field);
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value;
  }

  /** Complains about an absent field. */
  public void require(String... fields) {
    for (String field : fields) {
      if (!has(field)) {
        faults.add(pointer(field), "is missing", null);
      }
    }
  }

  /** A text of at most so many characters, without control characters but line breaks. */
  public Optional<String> text(String field, int most) {
    JsonNode value = raw(field);
    if (value == null) {
      return Optional.empty();
    }
    return text(value, pointer(field), most);
  }

  private Optional<String> text(JsonNode value, String at, int most) {
    if (!value.isTextual()) {
      return fault(at, "must be a text", "write \"…\"");
    }
    String text = value.textValue();
    int length = text.codePointCount(0, text.length());
    if (length > most) {
      return fault(at, "has " + length + " characters", "write at most " + most);
    }
    boolean unclean =
        text.chars()
            .anyMatch(c -> (c < 0x20 && c != '\n' && c != '\t') || Character.isSurrogate((char) c));
    if (unclean && !isWellFormed(text)) {
      return fault(at, "holds a character that cannot be stored", "remove control characters");
    }
    return Optional.of(text);
  }

  private static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 && c != '\n' && c != '\t') {
        return false;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  /** A text that is one of these. */
  public Optional<String> oneOf(String field, Collection<String> known) {
    return text(field, 200)
        .flatMap(
            text ->
                known.contains(text)
                    ? Optional.of(text)
                    : fault(
                        pointer(field),
                        "\"" + shortened(text) + "\" is not known",
                        "use one of " + String.join(", ", known)));
  }

  /** True or false. */
  public Optional<Boolean> flag(String field) {
    JsonNode value = raw(field);
    if (value == null) {
      return Optional.empty();
    }
    return value.isBoolean()
        ? Optional.of(value.booleanValue())
        : fault(pointer(field), "must be true or false", null);
  }

  /** A whole number in a range. */
  public Optional<Integer> number(String field, int least, int most) {
    JsonNode value = raw(field);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      return fault(pointer(field), "must be a whole number", least + " to " + most);
    }
    int number = value.intValue();
    return number >= least && number <= most
        ? Optional.of(number)
        : fault(pointer(field), number + " is out of range", "use " + least + " to " + most);
  }

  /** A number from 0 to 1. */
  public Optional<Double> share(String field) {
    JsonNode value = raw(field);
    if (value == null) {
      return Optional.empty();
    }
    boolean fits = value.isNumber() && value.doubleValue() >= 0 && value.doubleValue() <= 1;
    return fits
        ? Optional.of(value.doubleValue())
        : fault(pointer(field), "must be a number from 0 to 1", "for instance 0.75");
  }

  /** Texts, each of at most so many characters and not blank. */
  public Optional<List<String>> texts(String field, int mostItems, int mostCharacters) {
    JsonNode value = raw(field);
    if (value == null) {
      return Optional.empty();
    }
    String at = pointer(field);
    if (!value.isArray()) {
      return fault(at, "must be a list of texts", "write [\"…\", \"…\"]");
    }
    if (value.size() > mostItems) {
      return fault(at, "has " + value.size() + " entries", "write at most " + mostItems);
    }
    List<String> texts = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      String item = at + '/' + i;
      Optional<String> text = text(value.get(i), item, mostCharacters);
      if (text.isPresent() && text.get().isBlank()) {
        faults.add(item, "is blank", "remove it or write a word");
      } else {
        text.map(String::strip).ifPresent(texts::add);
      }
    }
    return Optional.of(List.copyOf(texts));
  }

  /** A point in time, RFC 3339. */
  public Optional<Instant> instant(String field) {
    return parsed(
        field,
        text -> java.time.OffsetDateTime.parse(text).toInstant(),
        "must be a time with its offset",
        "for instance 2026-12-01T08:00:00+08:00");
  }

  /** A time of day. */
  public Optional<LocalTime> timeOfDay(String field) {
    return parsed(field, LocalTime::parse, "must be a time of day", "for instance 08:30");
  }

  /** A text that a parser understands. */
  public <T> Optional<T> parsed(
      String field, Function<String, T> parser, String message, String hint) {
    return text(field, 64)
        .flatMap(
            text -> {
              try {
                return Optional.of(parser.apply(text));
              } catch (DateTimeException | IllegalArgumentException e) {
                return fault(pointer(field), message, hint);
              }
            });
  }

  /** A nested object. */
  public Optional<Part> part(String field) {
    JsonNode value = raw(field);
    return value == null ? Optional.empty() : of(value, pointer(field), faults);
  }

  /** Names of all fields. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Complains about every field that nobody asked for. */
  public void end() {
    for (String name : names()) {
      if (!asked.contains(name)) {
        String hint = Nearest.hint(name, asked);
        faults.add(
            pointer(name),
            "\"" + shortened(name) + "\" is not a field here",
            hint == null ? "known are " + String.join(", ", asked) : hint);
      }
    }
  }

  private <T> Optional<T> fault(String at, String message, String hint) {
    faults.add(at, message, hint);
    return Optional.empty();
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
