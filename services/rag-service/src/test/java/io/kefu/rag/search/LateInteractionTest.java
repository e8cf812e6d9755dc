package io.kefu.rag.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kefu.rag.search.LateInteraction.Match;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LateInteractionTest {

  private static final Offset<Double> NEAR = within(1e-6);

  @Test
  void tokensCountByTheirWeights() {
    Match match =
        LateInteraction.of(
            new float[] {3, 1}, new double[] {0.9, 0.5}, new double[] {0.7, 0.5}, 1.5);

    assertThat(match.share()).isCloseTo(0.8, NEAR);
    assertThat(match.asked()).isCloseTo(0.65, NEAR);
    assertThat(match.agreement()).isCloseTo(2.3, NEAR);
  }

  @Test
  void tokenThatIsLackedIsSeenHoweverWellTheOthersAgree() {
    Match match =
        LateInteraction.of(
            new float[] {1, 2, 1}, new double[] {1, 0.2, 1}, new double[] {1, 0.2, 1}, 1.8);

    assertThat(match.least()).isCloseTo(0.2, NEAR);
    assertThat(match.worst()).isCloseTo(0.8 * 1.5, NEAR);
    assertThat(match.missing()).isCloseTo(0.4 * 1.5, NEAR);
  }

  @Test
  void tokenThatDoesNotMatterIsNotMissed() {
    Match match =
        LateInteraction.of(
            new float[] {1, 0}, new double[] {0.9, 0.1}, new double[] {0.9, 0.1}, 1.8);

    assertThat(match.share()).isCloseTo(0.9, NEAR);
    assertThat(match.worst()).isCloseTo(0.2, NEAR);
    assertThat(match.missing()).isZero();
  }

  @Test
  void missingTokensCountUpToALimit() {
    float[] weights = new float[30];
    double[] nothing = new double[30];
    Arrays.fill(weights, 1);

    assertThat(LateInteraction.of(weights, nothing, nothing, 0).missing()).isEqualTo(3);
  }

  @Test
  void questionWithoutAnyWeightIsNoError() {
    Match match = LateInteraction.of(new float[] {0}, new double[] {0.9}, new double[] {0.9}, 1.8);

    assertThat(match.share()).isZero();
    assertThat(match.worst()).isZero();
  }

  @Test
  void withoutTokensTheWholeStandsForThem() {
    Match match = LateInteraction.byCosines(0.8, 0.7);

    assertThat(match.share()).isEqualTo(0.7);
    assertThat(match.asked()).isEqualTo(0.8);
    assertThat(match.agreement()).isCloseTo(2.2, NEAR);
    assertThat(match.missing()).isZero();
  }
}
