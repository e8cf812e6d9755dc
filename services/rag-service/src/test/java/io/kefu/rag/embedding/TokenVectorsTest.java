package io.kefu.rag.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenVectorsTest {

  private static final TokenVectors AXES = TokenVectors.of(new float[] {1, 0}, new float[] {0, 1});

  @Test
  void everyTokenFindsTheLikest() {
    TokenVectors question = TokenVectors.of(new float[] {0.6f, 0.8f}, new float[] {-1, 0});

    double[] nearest = question.nearest(AXES);

    assertThat(nearest[0]).isCloseTo(0.8, within(0.01));
    assertThat(nearest[1]).isCloseTo(0, within(0.01));
  }

  @Test
  void textsAreJoined() {
    TokenVectors joined = TokenVectors.joined(List.of(AXES, TokenVectors.NONE, AXES));

    assertThat(joined.size()).isEqualTo(4);
    assertThat(TokenVectors.joined(List.of()).size()).isZero();
  }

  @Test
  void whatWasWrittenIsRead() {
    TokenVectors read = TokenVectors.fromBytes(ByteBuffer.wrap(AXES.toBytes()));

    assertThat(read.toBytes()).isEqualTo(AXES.toBytes()).hasSize(2 + 4);
    assertThat(read.nearest(AXES)).containsExactly(1, 1);
    assertThat(TokenVectors.fromBytes(ByteBuffer.wrap(TokenVectors.NONE.toBytes())).size())
        .isZero();
  }
}
