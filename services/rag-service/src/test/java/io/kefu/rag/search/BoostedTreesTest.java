package io.kefu.rag.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoostedTreesTest {

  @Test
  void contributionsAndInterceptMakeUpTheProbability() {
    Feature[] features = new Feature[BoostedTrees.DECISIONS];
    Arrays.fill(features, Feature.COVERAGE);
    features[0] = Feature.LENGTH;
    double[] thresholds = {0.5, 0.2, 0.4, 0.1, 0.3, 0.6, 0.8};
    double[] values = {0, -1, 1, -2, -0.5, 0.5, 2, -3, -1.5, -0.7, -0.2, 0.2, 0.7, 1.5, 3};
    BoostedTrees model =
        new BoostedTrees(-1, List.of(new BoostedTrees.Tree(features, thresholds, values)));
    double[] of = new double[Feature.values().length];
    of[Feature.LENGTH.ordinal()] = 0.9;
    of[Feature.COVERAGE.ordinal()] = 0.7;

    double probability = model.probability(of);

    // Above 0.5, above 0.4, not above 0.8: the leaf with 1.5.
    assertThat(probability).isCloseTo(1 / (1 + Math.exp(-0.5)), within(1e-9));
    assertThat(model.contributions(of))
        .containsEntry(Feature.LENGTH, 1.0)
        .containsEntry(Feature.COVERAGE, 0.5);
  }

  @Test
  void shippedTreesAreWhole() {
    assertThat(ConfidenceModel.load()).isNotNull();
  }
}
