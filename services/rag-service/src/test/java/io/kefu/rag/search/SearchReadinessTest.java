package io.kefu.rag.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
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

  @Test
  void stoppingWaitsForWhatIsRunning() throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    SearchReadiness readiness = new SearchReadiness(() -> done.set(true));
    readiness.onStart(new StartupEvent());

    readiness.onStop(new ShutdownEvent());

    assertThat(done).isTrue();
  }

  private static void awaitUp(SearchReadiness readiness) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> readiness.call().getStatus() == Status.UP);
  }
}
