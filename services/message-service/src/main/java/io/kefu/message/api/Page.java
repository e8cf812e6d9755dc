package io.kefu.message.api;

import io.kefu.chassis.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param items rows, newest first
 * @param nextCursor give it back as {@code cursor} for the next page; absent on the last one
 */
public record Page<T>(List<T> items, String nextCursor) {

  /** Most rows of one page. */
  public static final int MAX_LIMIT = 200;

  /**
   * Where a page begins: after this row.
   *
   * @param time the row's time
   * @param id the row's id
   */
  record Cursor(OffsetDateTime time, String id) {

    private static final Cursor FIRST =
        new Cursor(OffsetDateTime.parse("9999-12-31T00:00:00Z"), "\uFFFF");

    /** Reads a cursor; null begins at the first page. */
    static Cursor parse(String text) {
      if (text == null || text.isBlank()) {
        return FIRST;
      }
      try {
        String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        int bar = plain.indexOf('|');
        OffsetDateTime time = Instant.parse(plain.substring(0, bar)).atOffset(ZoneOffset.UTC);
        if (time.getYear() < 1 || time.isAfter(FIRST.time()) || plain.indexOf('\0') >= 0) {
          throw new IllegalArgumentException("not a cursor of ours");
        }
        return new Cursor(time, plain.substring(bar + 1));
      } catch (IllegalArgumentException | DateTimeException | StringIndexOutOfBoundsException e) {
        throw new ProblemException(
            400, "invalid_cursor", "Give back next_cursor of the page before, unchanged.");
      }
    }

    static String format(Instant time, String id) {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString((time + "|" + id).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A page of {@code limit} rows out of rows that were asked for with one more. */
  static <T> Page<T> of(
      List<T> rows, int limit, Function<T, Instant> time, Function<T, String> id) {
    if (rows.size() <= limit) {
      return new Page<>(List.copyOf(rows), null);
    }
    List<T> items = List.copyOf(rows.subList(0, limit));
    T last = items.getLast();
    return new Page<>(items, Cursor.format(time.apply(last), id.apply(last)));
  }

  /** A limit within 1 to {@value MAX_LIMIT}; the problem says so otherwise. */
  static int limit(int asked) {
    if (asked < 1 || asked > MAX_LIMIT) {
      throw new ProblemException(400, "invalid_limit", "limit must be 1 to " + MAX_LIMIT + ".");
    }
    return asked;
  }
}
