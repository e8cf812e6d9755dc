package io.kefu.stats.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LatencyTest {

  private static final int VALUES = 10_000;

  @Test
  void storedSlotsGiveThePercentilesWithinOnePercent() {
    long[] times = new Random(7).longs(VALUES, 1, 90_000).sorted().toArray();
    Map<Integer, Integer> slots = new TreeMap<>();
    Arrays.stream(times).forEach(ms -> slots.merge(Latency.slot(ms), 1, Integer::sum));
    Latency sketch = new Latency();

    slots.forEach(sketch::add);

    for (double q : new double[] {0.5, 0.9, 0.95, 0.99}) {
      double exact = times[(int) (q * (VALUES - 1))];
      assertThat(sketch.quantile(q)).isCloseTo(exact, withinPercentage(1.2));
    }
  }
}
