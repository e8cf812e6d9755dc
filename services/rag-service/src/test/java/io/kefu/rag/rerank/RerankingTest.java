package io.kefu.rag.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.rag.rerank.Reranker.RerankException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RerankingTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final List<String> PIECES =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "保", "修", "两", "年", "价", "a");

  /** Only 两 and 年 speak for a text. */
  private static final float[] WEIGHTS = {0, 0, 0, 0, 0, 0, 2, 1, -2, 0};

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void modelReadsQuestionAndTextTogetherAndOrdersTheBestEntries(boolean types) throws IOException {
    Reranking reranking = new Reranking(config(types, 3));

    Reranking.Ordered<String> ordered =
        reranking.order(
            "保修", List.of("价", "保", "两年", "年年年"), Function.identity(), x -> false, LONG);

    assertThat(ordered.items()).containsExactly("两年", "保", "价", "年年年");
    assertThat(ordered.score("两年").orElseThrow()).isGreaterThan(0.9);
    assertThat(ordered.score("年年年")).as("not among the best three").isEmpty();
    assertThat(ordered.failed()).isFalse();
    reranking.close();
  }

  @Test
  void longTextIsCutAndUpperCaseIsReadAsLowerCase() throws IOException {
    try (OnnxReranker model = new OnnxReranker(config(true, 8))) {
      double[] scores = model.scores("A".repeat(5_000), List.of("年".repeat(5_000), "A"));

      assertThat(scores[0]).isGreaterThan(0.99);
      assertThat(scores[1]).isEqualTo(0.5);
    }
  }

  @Test
  void entryAboutSomethingElseStaysBehindWhateverTheModelThinks() throws IOException {
    Reranking reranking = new Reranking(config(true, 8));

    Reranking.Ordered<String> ordered =
        reranking.order(
            "保修", List.of("价", "两年"), Function.identity(), text -> text.equals("两年"), LONG);

    assertThat(ordered.items()).containsExactly("价", "两年");
    reranking.close();
  }

  @Test
  void withoutAModelNothingChanges() {
    Reranking reranking = new Reranking(Optional.empty(), 8, LONG);

    Reranking.Ordered<String> ordered =
        reranking.order("q", List.of("a", "b"), Function.identity(), x -> false, LONG);

    assertThat(ordered.items()).containsExactly("a", "b");
    assertThat(ordered.failed()).isFalse();
    reranking.close();
  }

  @Test
  void brokenModelLeavesTheOrderAndSaysSo() {
    Reranker broken =
        (question, texts) -> {
          throw new RerankException("broken");
        };
    Reranking reranking = new Reranking(Optional.of(broken), 8, LONG);

    Reranking.Ordered<String> ordered =
        reranking.order("q", List.of("a", "b"), Function.identity(), x -> false, LONG);

    assertThat(ordered.items()).containsExactly("a", "b");
    assertThat(ordered.failed()).isTrue();
    reranking.close();
  }

  @Test
  void lateModelLeavesTheOrderAndSaysSo() {
    CountDownLatch never = new CountDownLatch(1);
    Reranker late =
        (question, texts) -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return new double[texts.size()];
        };
    Reranking reranking = new Reranking(Optional.of(late), 8, Duration.ofMillis(1));

    Reranking.Ordered<String> ordered =
        reranking.order("q", List.of("a", "b"), Function.identity(), x -> false, LONG);

    assertThat(ordered.items()).containsExactly("a", "b");
    assertThat(ordered.failed()).isTrue();
    reranking.close();
  }

  @Test
  void sentencePieceAndMissingAndForeignFilesAreRefusedWithAReason() throws IOException {
    Path model = Files.write(folder.resolve("m.onnx"), TinyOnnx.model(WEIGHTS, true));
    Path sentencePiece = Files.write(folder.resolve("s.model"), new byte[] {10, (byte) 0xC3, 40});
    Path noModel = Files.writeString(folder.resolve("n.onnx"), "no model");
    Path pieces = Files.write(folder.resolve("v.txt"), PIECES);

    assertThatThrownBy(() -> new OnnxReranker(config(model, Optional.of(sentencePiece), 8)))
        .isInstanceOf(RerankException.class)
        .hasMessageContaining("SentencePiece");
    assertThatThrownBy(() -> new OnnxReranker(config(model, Optional.empty(), 8)))
        .isInstanceOf(RerankException.class)
        .hasMessageContaining("kefu.rag.rerank.vocabulary");
    assertThatThrownBy(() -> new OnnxReranker(config(noModel, Optional.of(pieces), 8)))
        .isInstanceOf(RerankException.class)
        .hasMessageContaining("kefu.rag.rerank.model");
  }

  private RerankConfig config(boolean types, int top) throws IOException {
    return config(
        Files.write(folder.resolve("model.onnx"), TinyOnnx.model(WEIGHTS, types)),
        Optional.of(Files.write(folder.resolve("vocab.txt"), PIECES)),
        top);
  }

  private static RerankConfig config(Path model, Optional<Path> vocabulary, int top) {
    return new RerankConfig() {
      @Override
      public Optional<Path> model() {
        return Optional.of(model);
      }

      @Override
      public Optional<Path> vocabulary() {
        return vocabulary;
      }

      @Override
      public boolean lowerCase() {
        return true;
      }

      @Override
      public int top() {
        return top;
      }

      @Override
      public Duration timeout() {
        return LONG;
      }

      @Override
      public int maxTokens() {
        return 64;
      }

      @Override
      public int threads() {
        return 1;
      }
    };
  }
}
