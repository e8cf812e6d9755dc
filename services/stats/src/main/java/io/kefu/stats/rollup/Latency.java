package io.kefu.stats.rollup;

import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import java.util.Arrays;

/**
 * The response times as a sketch that can be added up and taken back: times fall into slots of a
 * logarithmic histogram (DDSketch's mapping, one per cent relative accuracy), and the slots' counts
 * are stored as they are. Nothing is lost by adding minutes up to hours and days. Not thread-safe.
 */
public final class Latency {

  private static final double RELATIVE_ACCURACY = 0.01;
  private static final IndexMapping MAPPING = new LogarithmicMapping(RELATIVE_ACCURACY);
  private static final int FIRST_SLOT = MAPPING.index(1);
  private static final int ROOM = 64;

  /** Count of each slot from the first on; grows as needed. */
  private long[] counts = {};

  private long total;

  /** The slot of a time in milliseconds; less than one millisecond counts as one. */
  public static int slot(long milliseconds) {
    return MAPPING.index(Math.max(1, milliseconds));
  }

  /** Adds stored pairs (slot, count). */
  public void add(Integer[] pairs) {
    for (int i = 0; i + 1 < pairs.length; i += 2) {
      int place = pairs[i] - FIRST_SLOT;
      if (place < 0 || pairs[i + 1] <= 0) {
        continue;
      }
      if (place >= counts.length) {
        counts = Arrays.copyOf(counts, place + ROOM);
      }
      counts[place] += pairs[i + 1];
      total += pairs[i + 1];
    }
  }

  /** Whether no time was added. */
  public boolean isEmpty() {
    return total == 0;
  }

  /**
   * A time in milliseconds that a share of all times does not exceed.
   *
   * @param quantile 0 to 1
   * @throws IllegalStateException when no time was added
   */
  public double quantile(double quantile) {
    long rank = (long) (quantile * (total - 1));
    long seen = 0;
    for (int place = 0; place < counts.length; place++) {
      seen += counts[place];
      if (seen > rank) {
        return MAPPING.value(place + FIRST_SLOT);
      }
    }
    throw new IllegalStateException("no times");
  }
}
