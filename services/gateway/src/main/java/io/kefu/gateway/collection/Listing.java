package io.kefu.gateway.collection;

import static java.util.Objects.requireNonNull;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a page of a list is asked for: order, place and size. A cursor is the last entry's place in
 * its order; it is refused under another order. Pure.
 *
 * @param <S> the list's sort keys
 * @param sort key
 * @param descending the other way round
 * @param after place of the last entry of the page before; null for the first page
 * @param limit entries of a page
 */
public record Listing<S extends Enum<S> & Listing.Sort>(
    S sort, boolean descending, Place after, int limit) {

  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
  private static final char SEPARATOR = '\n';

  /** A key to sort by; its column and type are ours, so they may stand in SQL. */
  public interface Sort {

    /** Column or expression. */
    String column();

    /** PostgreSQL type of the column. */
    String type();
  }

  /**
   * A place in a list.
   *
   * @param value value of the sort key
   * @param id tells entries with equal values apart
   */
  public record Place(String value, String id) {}

  /**
   * One page.
   *
   * @param items entries
   * @param nextCursor where the next begins; null on the last
   */
  public record Slice<T>(List<T> items, String nextCursor) {}

  /**
   * Reads what a caller asks.
   *
   * @param sort name of a key, {@code -} before it for descending; null for the first key
   * @throws ProblemException 400 when it is not understood
   */
  public static <S extends Enum<S> & Sort> Listing<S> of(
      Class<S> keys, String sort, String cursor, String limit) {
    int size = Query.limit(limit, DEFAULT_LIMIT, MAX_LIMIT);
    boolean descending = sort != null && sort.startsWith("-");
    S key = key(keys, descending ? sort.substring(1) : sort);
    return new Listing<>(key, descending, place(cursor, name(key, descending)), size);
  }

  /** The condition of the page: {@code value} and {@code id} are numbers of SQL parameters. */
  public String condition(String idColumn, String idType, int value, int id) {
    if (after != null) {
      requireType(after.value(), sort.type());
      requireType(after.id(), idType);
    }
    return "($%d::text IS NULL OR (%s, %s) %s ($%d::text::%s, $%d::text::%s))"
        .formatted(
            value, sort.column(), idColumn, descending ? "<" : ">", value, sort.type(), id, idType);
  }

  /** A cursor that somebody made up must not become an error of the database. */
  private static void requireType(String text, String type) {
    try {
      Object parsed =
          switch (type) {
            case "uuid" -> UUID.fromString(text);
            case "timestamptz" -> time(text);
            default -> text;
          };
      requireNonNull(parsed);
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw invalidCursor();
    }
  }

  private static Instant time(String text) {
    Instant time = Instant.parse(text);
    if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
      throw new IllegalArgumentException("beyond what the database knows");
    }
    return time;
  }

  private static ProblemException invalidCursor() {
    return new ProblemException(
        400, "invalid_cursor", "Send next_cursor of the page before with the same sort, or none.");
  }

  /** The order of the page. */
  public String order(String idColumn) {
    String way = descending ? " DESC" : "";
    return " ORDER BY " + sort.column() + way + ", " + idColumn + way;
  }

  /** First parameter of the condition. */
  public String afterValue() {
    return after == null ? null : after.value();
  }

  /** Second parameter of the condition. */
  public String afterId() {
    return after == null ? null : after.id();
  }

  /** How many rows to ask for: one more than shown tells whether there is a next page. */
  public int rows() {
    return limit + 1;
  }

  /** Makes the page of the rows found. */
  public <T> Slice<T> slice(List<T> found, Function<T, Place> place) {
    if (found.size() <= limit) {
      return new Slice<>(found, null);
    }
    List<T> shown = found.subList(0, limit);
    Place last = place.apply(shown.get(limit - 1));
    String text = name(sort, descending) + SEPARATOR + last.id() + SEPARATOR + last.value();
    return new Slice<>(
        shown,
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static <S extends Enum<S> & Sort> S key(Class<S> keys, String name) {
    S[] all = keys.getEnumConstants();
    if (name == null) {
      return all[0];
    }
    return Stream.of(all)
        .filter(key -> wireName(key).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    400,
                    "invalid_request",
                    "sort must be one of "
                        + Stream.of(all).map(Listing::wireName).collect(Collectors.joining(", "))
                        + ", with - before it for descending.",
                    List.of(new Problem.FieldError("sort", "is not a key of this list"))));
  }

  private static Place place(String cursor, String order) {
    if (cursor == null) {
      return null;
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      String[] parts = text.split(String.valueOf(SEPARATOR), 3);
      if (parts.length == 3 && parts[0].equals(order) && text.indexOf('\0') < 0) {
        return new Place(parts[2], parts[1]);
      }
    } catch (IllegalArgumentException e) {
      // Falls through: not base64 is as wrong as a cursor of another list.
    }
    throw invalidCursor();
  }

  private static String name(Enum<?> key, boolean descending) {
    return (descending ? "-" : "") + wireName(key);
  }

  private static String wireName(Enum<?> key) {
    return key.name().toLowerCase(java.util.Locale.ROOT);
  }
}
