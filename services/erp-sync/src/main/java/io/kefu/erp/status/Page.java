package io.kefu.erp.status;

import io.kefu.chassis.problem.Problem.FieldError;
import io.kefu.chassis.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param items rows
 * @param nextCursor give it back as {@code cursor} for the next page; absent on the last one
 */
public record Page<T>(List<T> items, String nextCursor) {

  private static final int MAX_LIMIT = 500;
  private static final String SEPARATOR = "\u0000";

  /**
   * Where a page begins: after this row.
   *
   * @param first first part of the rows' key
   * @param second second part of it
   */
  record Cursor(String first, String second) {

    private static final Cursor START = new Cursor("", "");

    /** Reads a cursor; null begins at the first page. */
    static Cursor parse(String text) {
      if (text == null || text.isBlank()) {
        return START;
      }
      try {
        String[] parts =
            new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8)
                .split(SEPARATOR, -1);
        if (parts.length == 2) {
          return new Cursor(parts[0], parts[1]);
        }
      } catch (IllegalArgumentException e) {
        // Told below.
      }
      throw new ProblemException(
          400, "invalid_cursor", "Give back next_cursor of the page before, unchanged.");
    }

    String format() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString((first + SEPARATOR + second).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A page of {@code limit} rows out of rows that were asked for with one more. */
  static <T> Page<T> of(List<T> rows, int limit, Function<T, Cursor> key) {
    if (rows.size() <= limit) {
      return new Page<>(List.copyOf(rows), null);
    }
    List<T> items = List.copyOf(rows.subList(0, limit));
    return new Page<>(items, key.apply(items.getLast()).format());
  }

  /** A limit within 1 to 500; the problem says so otherwise. */
  static int limit(int asked) {
    if (asked < 1 || asked > MAX_LIMIT) {
      throw new ProblemException(
          400,
          "invalid_request",
          "Correct the fields listed under errors.",
          List.of(new FieldError("limit", "must be 1 to " + MAX_LIMIT)));
    }
    return asked;
  }
}
