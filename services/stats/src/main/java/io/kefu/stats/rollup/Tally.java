package io.kefu.stats.rollup;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Sums of one cell; amounts may be negative while a contribution moves. Not thread-safe. */
public final class Tally {

  private final long[] amounts = new long[Measure.values().length];
  private final TreeMap<Integer, Integer> slots = new TreeMap<>();

  /** Adds a contribution, or takes it out with sign -1. */
  void add(Contribution contribution, int sign) {
    contribution
        .amounts()
        .forEach((measure, amount) -> amounts[measure.ordinal()] += sign * amount);
    contribution
        .responseMs()
        .ifPresent(
            ms ->
                slots.merge(
                    Latency.slot(ms),
                    sign,
                    (a, b) -> {
                      int sum = a + b;
                      return sum == 0 ? null : sum;
                    }));
  }

  /** The sum of a measure. */
  public long amount(Measure measure) {
    return amounts[measure.ordinal()];
  }

  /** The response times' slots and counts. */
  public Map<Integer, Integer> slots() {
    return slots;
  }

  /** Whether nothing changed. */
  public boolean isZero() {
    return slots.isEmpty() && Arrays.stream(amounts).allMatch(amount -> amount == 0);
  }
}
