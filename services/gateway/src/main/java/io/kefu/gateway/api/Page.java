package io.kefu.gateway.api;

import java.util.List;

/**
 * One page of a list.
 *
 * @param items entries
 * @param nextCursor where the next page begins (absent on the last)
 * @param <T> kind of entry
 */
public record Page<T>(List<T> items, String nextCursor) {}
