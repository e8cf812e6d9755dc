package io.kefu.local.migration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.local.Json;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A row of the predecessor's database, whatever stands in it. A column that the installation lacks
 * is empty.
 *
 * @param id the row's number
 * @param values text, Number or null by column
 * @param stamped columns whose default is CURRENT_TIMESTAMP
 * @param repaired whether a text of it was repaired
 */
record OldRow(long id, Map<String, Object> values, Set<String> stamped, boolean repaired) {

  private static final Set<String> YES = Set.of("1", "true", "t", "yes", "y", "是", "1.0");

  /** A text without outer blanks; empty when there is none. */
  Optional<String> text(String column) {
    Object value = values.get(column);
    if (value == null) {
      return Optional.empty();
    }
    String text =
        value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15
            ? Long.toString(number.longValue())
            : value.toString();
    return Optional.of(text.strip()).filter(there -> !there.isEmpty() && !none(there));
  }

  private static boolean none(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "null", "none", "nan", "undefined" -> true;
      default -> false;
    };
  }

  /** The first of the columns that has a text. */
  Optional<String> firstOf(String... columns) {
    return Arrays.stream(columns).map(this::text).flatMap(Optional::stream).findFirst();
  }

  /** A finite number; empty when there is none. */
  OptionalDouble number(String column) {
    Optional<String> text = text(column);
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    try {
      double number = Double.parseDouble(text.get());
      return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** A count or a duration; null when there is none, or a negative one. */
  Long count(String column) {
    OptionalDouble number = number(column);
    return number.isPresent() && number.getAsDouble() >= 0 && number.getAsDouble() < 1e15
        ? Long.valueOf(Math.round(number.getAsDouble()))
        : null;
  }

  /** Whether it says yes. */
  boolean yes(String column) {
    return text(column).filter(text -> YES.contains(text.toLowerCase(Locale.ROOT))).isPresent();
  }

  /** A time; empty when there is none that can be read. */
  Optional<Instant> time(String column, ZoneId zone) {
    return OldTime.of(values.get(column), stamped.contains(column), zone);
  }

  /**
   * A list that is written as JSON, or with commas between.
   *
   * @return empty when it is broken JSON
   */
  Optional<List<String>> list(String column) {
    Optional<String> text = text(column);
    if (text.isEmpty()) {
      return Optional.of(List.of());
    }
    String written = text.get();
    if (!written.startsWith("[") && !written.startsWith("{")) {
      return Optional.of(
          Arrays.stream(written.split("[,，;；、]"))
              .map(String::strip)
              .filter(item -> !item.isEmpty())
              .toList());
    }
    try {
      JsonNode read = Json.MAPPER.readTree(written);
      List<String> items = new ArrayList<>();
      for (JsonNode item : read) {
        String value = item.isValueNode() ? item.asText().strip() : item.toString();
        if (!value.isEmpty() && !item.isNull()) {
          items.add(value);
        }
      }
      return Optional.of(items);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
