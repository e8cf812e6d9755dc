package io.kefu.stats.rollup;

import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import java.nio.ByteBuffer;
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

  private static final int ARRAY_FLAGS_AND_TYPE_BYTES = 8;
  private static final int ARRAY_LOWER_BOUND_BYTES = 4;
  private static final int ELEMENT_LENGTH_BYTES = 4;
  private static final int ELEMENT_BYTES = 8;

  /** Count of each slot from the first on; grows as needed. */
  private long[] counts = {};

  private long total;

  /** The slot of a time in milliseconds; less than one millisecond counts as one. */
  public static int slot(long milliseconds) {
    return MAPPING.index(Math.max(1, milliseconds));
  }

  /**
   * Adds stored pairs (slot, count) as PostgreSQL's {@code array_send} gives them: reading a
   * hundred thousand boxed numbers would take longer than everything else of a query.
   */
  public void add(ByteBuffer pairs) {
    int dimensions = pairs.getInt();
    if (dimensions == 0) {
      return;
    }
    pairs.position(pairs.position() + ARRAY_FLAGS_AND_TYPE_BYTES);
    int elements = pairs.getInt();
    pairs.position(pairs.position() + ARRAY_LOWER_BOUND_BYTES);
    for (int i = 0; i + 1 < elements; i += 2) {
      int slot = pairs.getInt(pairs.position() + ELEMENT_LENGTH_BYTES);
      int count = pairs.getInt(pairs.position() + ELEMENT_BYTES + ELEMENT_LENGTH_BYTES);
      pairs.position(pairs.position() + 2 * ELEMENT_BYTES);
      add(slot, count);
    }
  }

  /** Adds one pair. */
  public void add(int slot, int count) {
    int place = slot - FIRST_SLOT;
    if (place < 0 || count <= 0) {
      return;
    }
    if (place >= counts.length) {
      counts = Arrays.copyOf(counts, place + ROOM);
    }
    counts[place] += count;
    total += count;
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
