package io.kefu.gateway.api;

import io.kefu.gateway.collection.Listing;
import java.util.List;

/**
 * One page of a list.
 *
 * @param items entries
 * @param nextCursor where the next page begins (absent on the last)
 * @param <T> kind of entry
 */
public record Page<T>(List<T> items, String nextCursor) {

  static <T> Page<T> of(Listing.Slice<T> slice) {
    return new Page<>(slice.items(), slice.nextCursor());
  }
}
