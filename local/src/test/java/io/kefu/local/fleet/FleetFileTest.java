package io.kefu.local.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetFileTest {

  @TempDir Path folder;

  private Process sleeper;

  @BeforeEach
  void start() throws IOException {
    sleeper = new ProcessBuilder("sleep", "120").start();
  }

  @AfterEach
  void end() {
    sleeper.destroyForcibly();
  }

  @Test
  void readsWhatWasWritten() throws IOException {
    // Given
    FleetFile.Description fleet = describe(Instant.parse("2026-11-22T08:00:00Z"));
    Path file = folder.resolve("run/fleet.json");

    // When
    FleetFile.write(file, fleet);

    // Then
    assertThat(FleetFile.read(file)).contains(fleet);
  }

  @Test
  void takesABrokenFileForNone() throws IOException {
    // Given
    Path file = folder.resolve("fleet.json");
    Files.writeString(file, "{\"launcher\": ");

    // Then
    assertThat(FleetFile.read(file)).isEmpty();
    assertThat(FleetFile.read(folder.resolve("missing.json"))).isEmpty();
  }

  @Test
  void stopsAProcessThatAKilledFleetLeftBehind() throws IOException {
    // Given
    var home = new FleetHome(folder);
    FleetFile.write(home.fleetFile(), describe(startOf(sleeper)));

    // When
    List<String> stopped = Leftovers.stop(home);

    // Then
    assertThat(stopped).containsExactly("stats");
    assertThat(sleeper.isAlive()).isFalse();
    assertThat(home.fleetFile()).doesNotExist();
  }

  @Test
  void leavesAStrangerWithAReusedIdAlone() throws IOException {
    // Given
    var home = new FleetHome(folder);
    FleetFile.write(home.fleetFile(), describe(startOf(sleeper).minusSeconds(3600)));

    // When
    List<String> stopped = Leftovers.stop(home);

    // Then
    assertThat(stopped).isEmpty();
    assertThat(sleeper.isAlive()).isTrue();
  }

  private static Instant startOf(Process process) {
    return process.info().startInstant().orElseThrow();
  }

  private FleetFile.Description describe(Instant start) {
    var launcher = new FleetFile.Member("launcher", 1, start, "java", 0, FleetFile.Kind.LAUNCHER);
    var stats =
        new FleetFile.Member("stats", sleeper.pid(), start, "sleep", 8085, FleetFile.Kind.SERVICE);
    return new FleetFile.Description(
        launcher,
        true,
        "http://127.0.0.1:8080",
        18_090,
        "demo",
        "admin",
        "agent_001",
        List.of(stats));
  }
}
