package io.kefu.rag.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class SearchReadinessTest {

  @Test
  void notReadyUntilTheModelHasRun() {
    CountDownLatch loaded = new CountDownLatch(1);
    SearchReadiness readiness =
        new SearchReadiness(
            () -> {
              try {
                loaded.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });

    readiness.onStart(new StartupEvent());
    assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
    loaded.countDown();

    awaitUp(readiness);
  }

  @Test
  void modelThatCannotBeLoadedKeepsNobodyWaiting() {
    SearchReadiness readiness =
        new SearchReadiness(
            () -> {
              throw new IllegalStateException("no model");
            });

    readiness.onStart(new StartupEvent());

    awaitUp(readiness);
  }

  private static void awaitUp(SearchReadiness readiness) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> readiness.call().getStatus() == Status.UP);
  }
}
