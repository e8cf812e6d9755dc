package io.kefu.stats.rollup;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;

/**
 * The response times as a sketch that can be added up and taken back: times fall into slots of a
 * logarithmic histogram (DDSketch, one per cent relative accuracy), and the slots' counts are
 * stored as they are. Nothing is lost by adding minutes up to hours and days.
 */
public final class Latency {

  private static final double RELATIVE_ACCURACY = 0.01;
  private static final IndexMapping MAPPING = new LogarithmicMapping(RELATIVE_ACCURACY);

  private Latency() {}

  /** The slot of a time in milliseconds; less than one millisecond counts as one. */
  public static int slot(long milliseconds) {
    return MAPPING.index(Math.max(1, milliseconds));
  }

  /** An empty sketch to add stored slots to. */
  public static DDSketch sketch() {
    return new DDSketch(MAPPING, UnboundedSizeDenseStore::new);
  }

  /** Adds stored pairs (slot, count) to a sketch. */
  public static void add(DDSketch sketch, Integer[] pairs) {
    for (int i = 0; i + 1 < pairs.length; i += 2) {
      if (pairs[i + 1] > 0) {
        sketch.accept(MAPPING.value(pairs[i]), pairs[i + 1]);
      }
    }
  }
}
