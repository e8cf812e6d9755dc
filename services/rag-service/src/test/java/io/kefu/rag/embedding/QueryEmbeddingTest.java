package io.kefu.rag.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueryEmbeddingTest {

  private static final Duration PLENTY = Duration.ofSeconds(20);
  private final CountDownLatch released = new CountDownLatch(1);
  private QueryEmbedding embedding;

  @AfterEach
  void release() {
    released.countDown();
    embedding.close();
  }

  @Test
  void vectorIsComputedOnceForOneQuestion() {
    AtomicInteger calls = new AtomicInteger();
    embedding =
        embedding(
            text -> {
              calls.incrementAndGet();
              return new float[] {1};
            },
            PLENTY);

    Optional<Embedded> first = embedding.of("问", PLENTY);
    Optional<Embedded> second = embedding.of("问", PLENTY);

    assertThat(first).isPresent();
    assertThat(second).isPresent();
    assertThat(calls).hasValue(1);
  }

  @Test
  void modelThatHangsCostsTheVectorAndNotTheSearch() {
    embedding = embedding(this::hang, Duration.ofMillis(50));

    assertThat(embedding.of("问", PLENTY)).isEmpty();
  }

  @Test
  void callerWithLittleTimeWaitsNoLonger() {
    embedding = embedding(this::hang, PLENTY);

    assertThat(embedding.of("问", Duration.ofMillis(50))).isEmpty();
  }

  @Test
  void modelThatFailsCostsTheVectorAndNotTheSearch() {
    embedding =
        embedding(
            text -> {
              throw new Embedder.EmbeddingException("broken", null);
            },
            PLENTY);

    assertThat(embedding.of("问", PLENTY)).isEmpty();
  }

  @Test
  void moreQuestionsThanCanWaitAreTurnedAwayAtOnce() {
    embedding = embedding(this::hang, Duration.ofMillis(1));

    for (int i = 0; i < 200; i++) {
      assertThat(embedding.of("问" + i, PLENTY)).isEmpty();
    }
  }

  @Test
  void withoutAModelThereIsNoVector() {
    embedding = new QueryEmbedding(Optional.empty(), config(PLENTY));

    assertThat(embedding.of("问", PLENTY)).isEmpty();
  }

  private float[] hang(String text) {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new float[] {1};
  }

  private static QueryEmbedding embedding(Function<String, float[]> model, Duration timeout) {
    return new QueryEmbedding(
        Optional.of(
            new Embedder() {
              @Override
              public String model() {
                return "test";
              }

              @Override
              public int dimensions() {
                return 1;
              }

              @Override
              public Embedded embed(String normalized) {
                return Embedded.withoutTokens(model.apply(normalized));
              }
            }),
        config(timeout));
  }

  private static EmbeddingConfig config(Duration timeout) {
    return new EmbeddingConfig() {
      @Override
      public boolean enabled() {
        return true;
      }

      @Override
      public int threads() {
        return 1;
      }

      @Override
      public int concurrency() {
        return 1;
      }

      @Override
      public Duration queryTimeout() {
        return timeout;
      }

      @Override
      public int queryCacheSize() {
        return 100;
      }
    };
  }
}
