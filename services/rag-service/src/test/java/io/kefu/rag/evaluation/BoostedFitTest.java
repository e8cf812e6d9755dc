package io.kefu.rag.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.rag.search.BoostedTrees;
import io.kefu.rag.search.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoostedFitTest {

  private static final List<Feature> FEATURES = List.of(Feature.COVERAGE, Feature.LENGTH);

  @Test
  void learnsWhatNoWeightedSumCanAndIsTheSameEachTime() {
    List<BoostedFit.Example> examples = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      double[] values = values(random.nextDouble(), random.nextDouble());
      boolean covered = values[Feature.COVERAGE.ordinal()] > 0.5;
      boolean lengthy = values[Feature.LENGTH.ordinal()] > 0.5;
      examples.add(new BoostedFit.Example(values, covered != lengthy, 1));
    }

    BoostedTrees model = BoostedFit.fit(FEATURES, examples);

    assertThat(model.probability(values(0.9, 0.1))).isGreaterThan(0.9);
    assertThat(model.probability(values(0.1, 0.9))).isGreaterThan(0.9);
    assertThat(model.probability(values(0.9, 0.9))).isLessThan(0.1);
    assertThat(model.probability(values(0.1, 0.1))).isLessThan(0.1);
    assertThat(BoostedFit.fit(FEATURES, examples).probability(values(0.4, 0.6)))
        .isEqualTo(model.probability(values(0.4, 0.6)));
  }

  private static double[] values(double coverage, double length) {
    double[] values = new double[Feature.values().length];
    values[Feature.COVERAGE.ordinal()] = coverage;
    values[Feature.LENGTH.ordinal()] = length;
    return values;
  }
}
