package io.kefu.local.backends.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessIdentityTest {

  private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");
  private static final ProcessIdentity POSTGRES =
      new ProcessIdentity(4711, Optional.of(START), "postgres");

  @Test
  void recognisesTheSameProcessDespiteRounding() {
    assertThat(
            POSTGRES.isSame(Optional.of(START.plusMillis(900)), Optional.of("/opt/bin/postgres")))
        .isTrue();
  }

  @Test
  void isNotFooledByAReusedProcessId() {
    assertThat(POSTGRES.isSame(Optional.of(START.plusSeconds(60)), Optional.of("/bin/postgres")))
        .isFalse();
    assertThat(POSTGRES.isSame(Optional.of(START), Optional.of("/bin/bash"))).isFalse();
    assertThat(POSTGRES.isSame(Optional.empty(), Optional.of("/bin/postgres"))).isFalse();
  }

  @Test
  void readsWhatItWrote() {
    assertThat(ProcessIdentity.parse(POSTGRES.format())).contains(POSTGRES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4711", "x 2026-11-22T08:00:00Z postgres", "4711 yesterday postgres"})
  void takesNothingFromABrokenFile(String text) {
    assertThat(ProcessIdentity.parse(text)).isEmpty();
  }

  @Test
  void findsThisProcess() {
    // Given
    String command =
        ProcessHandle.current()
            .info()
            .command()
            .map(path -> path.substring(path.lastIndexOf('/') + 1))
            .orElse("java");

    // When
    var identity = ProcessIdentity.of(ProcessHandle.current(), command);

    // Then
    assertThat(identity.find()).contains(ProcessHandle.current());
  }
}
