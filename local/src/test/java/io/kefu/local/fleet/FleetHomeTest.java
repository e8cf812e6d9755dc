package io.kefu.local.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetHomeTest {

  @TempDir Path folder;

  @Test
  void wipesTheStateAndNothingElse() throws IOException {
    // Given
    var home = new FleetHome(folder);
    home.prepare();
    FleetSecrets before = FleetSecrets.in(home.secretsFile());
    Files.createDirectories(home.data().resolve("kafka"));
    Files.createDirectories(home.aot());
    Files.writeString(folder.resolve("notes.txt"), "mine");

    // When
    home.wipe();

    // Then
    assertThat(home.data()).doesNotExist();
    assertThat(home.aot()).exists();
    assertThat(folder.resolve("notes.txt")).hasContent("mine");
    assertThat(FleetSecrets.in(home.secretsFile()).adminPassword())
        .isNotEqualTo(before.adminPassword());
  }

  @Test
  void keepsItsSecrets() {
    // Given
    var home = new FleetHome(folder);

    // When
    FleetSecrets first = FleetSecrets.in(home.secretsFile());

    // Then
    assertThat(FleetSecrets.in(home.secretsFile())).isEqualTo(first);
    assertThat(Set.of(first.adminPassword(), first.agentSecret(), first.serviceToken())).hasSize(3);
    assertThat(first.toString()).doesNotContain(first.adminPassword());
  }

  @Test
  void letsOneFleetInAtATime() throws IOException {
    // Given
    var home = new FleetHome(folder);

    // When
    FleetLock held = FleetLock.take(home.lockFile()).orElseThrow();

    // Then
    assertThat(FleetLock.take(home.lockFile())).isEmpty();
    held.close();
    FleetLock.take(home.lockFile()).orElseThrow().close();
  }

  @Test
  void refusesToStartWhatIsNotBuilt() {
    assertThatThrownBy(
            () ->
                new ServiceLaunch(
                    ServiceName.STATS,
                    "stats",
                    FleetOptions.in(folder, folder.resolve("home")),
                    java.util.Map.of(),
                    false))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("stats is not built")
        .hasMessageContaining("./kefu up");
  }

  @Test
  void givesUpAPartThatKeepsDying() {
    // Given
    var clock = new SettableClock();
    var budget = new RestartBudget(clock, 2, Duration.ofMinutes(5));
    budget.take();
    budget.take();

    // Then
    assertThat(budget.take()).isFalse();
    clock.now = clock.now.plus(Duration.ofMinutes(6));
    assertThat(budget.take()).isTrue();
  }

  @Test
  void endsTheOthersWhenOnePartFails() {
    // Given
    var ended = new CopyOnWriteArrayList<String>();

    // Then
    assertThatThrownBy(
            () ->
                InParallel.run(
                    2,
                    List.of("waits", "fails"),
                    part -> {
                      if (part.equals("fails")) {
                        throw new FleetException("broken");
                      }
                      try {
                        Thread.currentThread().join();
                      } catch (InterruptedException e) {
                        ended.add(part);
                      }
                    }))
        .isInstanceOf(FleetException.class)
        .hasMessage("broken");
    assertThat(ended).containsExactly("waits");
  }

  private static final class SettableClock extends Clock {
    private Instant now = Instant.parse("2026-11-22T08:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
