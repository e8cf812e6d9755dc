package io.kefu.rag.ingest;

import java.util.List;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param items rows
 * @param nextCursor give it back as {@code cursor} for the next page; absent on the last one
 */
public record Page<T>(List<T> items, String nextCursor) {

  /** A page of {@code limit} rows out of rows that were asked for with one more. */
  public static <T> Page<T> of(List<T> rows, int limit, Function<T, String> id) {
    if (rows.size() <= limit) {
      return new Page<>(List.copyOf(rows), null);
    }
    List<T> items = List.copyOf(rows.subList(0, limit));
    return new Page<>(items, Ids.cursor(id.apply(items.getLast())));
  }
}
