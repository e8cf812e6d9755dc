package io.kefu.agent.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.agent.boot.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version whose trial ended without a session, and what the one before makes of it. */
class TrialDuringOutageTest {

  private static final Duration OUTAGE = Duration.ofMinutes(5);
  private static final Duration NO_OUTAGE = Duration.ofSeconds(20);

  @TempDir Path image;
  private Versions versions;

  @BeforeEach
  void trialEndsWithoutASession() throws IOException {
    versions = new Versions(image.resolve("versions"));
    Files.createDirectories(versions.of("2.0.0"));
    Files.createFile(versions.jar("2.0.0"));
    versions.use("2.0.0", Optional.empty());
    trial();
    assertThat(versions.choice()).isEmpty();
  }

  @Test
  void oneBeforeThatFindsTheGatewayAwayTooPardonsIt() throws IOException {
    oneBeforeComesUpAfter(OUTAGE);

    assertThat(versions.choice()).contains("2.0.0");
    assertThat(versions.start("2.0.0")).isTrue();
  }

  @Test
  void oneBeforeThatFindsTheGatewayAtOnceConfirmsTheFailure() {
    oneBeforeComesUpAfter(NO_OUTAGE);

    assertThat(versions.choice()).isEmpty();
  }

  @Test
  void pardonsEnd() throws IOException {
    for (int i = 0; i < Versions.PARDONS; i++) {
      oneBeforeComesUpAfter(OUTAGE);
      trial();
    }

    oneBeforeComesUpAfter(OUTAGE);

    assertThat(versions.choice()).isEmpty();
  }

  @Test
  void versionThatCrashesIsNotPardoned() throws IOException {
    oneBeforeComesUpAfter(OUTAGE);
    for (int i = 0; i <= Versions.STARTS; i++) {
      versions.start("2.0.0");
    }

    oneBeforeComesUpAfter(OUTAGE);

    assertThat(versions.failed("2.0.0")).get().asString().contains("3 times");
  }

  /** What the start of the program does. */
  private void trial() throws IOException {
    assertThat(versions.start("2.0.0")).isTrue();
    versions.unheard("2.0.0", "no session");
  }

  private void oneBeforeComesUpAfter(Duration waited) {
    AtomicLong now = new AtomicLong();
    Updater updater =
        new Updater(
            Optional.of(new Installation(image, Optional.empty())),
            "1.0.0",
            (order, to) -> {},
            () -> {},
            now::get);
    now.set(waited.toNanos());
    updater.cameUp();
  }
}
