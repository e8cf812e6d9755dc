package io.kefu.local.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was stored is there again after the whole JVM was killed with kill -9. */
@Timeout(180)
class CrashTest {

  @TempDir Path folder;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endChildren() {
    started.forEach(
        process -> {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        });
  }

  @Test
  void leavesNoProcessWhenTheJvmIsKilledAndStartsOverALockFileThatNamesALivingStranger()
      throws Exception {
    // Given
    Victim victim = startVictim();

    // When
    victim.process().destroyForcibly().waitFor();

    // Then
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> victim.children().stream().noneMatch(ProcessHandle::isAlive));
    // What PostgreSQL left names a process that is gone; the number may be somebody else's by now.
    Files.writeString(
        folder.resolve("postgres/data/postmaster.pid"),
        ProcessHandle.current().pid() + "\n" + folder.resolve("postgres/data") + "\n");
    assertEverythingIsThere();
  }

  @Test
  void takesOverFromOrphansWhenTheGuardianWasKilledToo() throws Exception {
    // Given
    Victim victim = startVictim();
    List<ProcessHandle> guardians =
        victim.process().descendants().filter(CrashTest::isGuardian).toList();
    assertThat(guardians).hasSize(1);

    // When
    guardians.forEach(ProcessHandle::destroyForcibly);
    guardians.forEach(guardian -> guardian.onExit().join());
    victim.process().destroyForcibly().waitFor();

    // Then
    assertThat(victim.children()).allMatch(ProcessHandle::isAlive);
    assertEverythingIsThere();
    assertThat(victim.children()).noneMatch(ProcessHandle::isAlive);
  }

  private void assertEverythingIsThere() throws SQLException, IOException {
    try (var backends = EmbeddedBackends.start(BackendsConfig.persistent(folder))) {
      assertThat(KafkaProbe.read(backends.kafka().bootstrapServers(), CrashVictim.TOPIC))
          .isEqualTo(CrashVictim.VALUES);
      assertThat(rows(backends)).isEqualTo(CrashVictim.VALUES);
      assertThat(
              RedisProbe.command(backends.redis().port(), backends.redis().password(), "GET kept"))
          .isEqualTo("充电桩");
    }
  }

  private static List<String> rows(EmbeddedBackends backends) throws SQLException {
    var role = backends.postgres().role("message");
    try (var connection =
            DriverManager.getConnection(
                backends.postgres().jdbcUrl(), role.user(), role.password());
        var result = connection.createStatement().executeQuery("SELECT value FROM kept")) {
      var values = new ArrayList<String>();
      while (result.next()) {
        values.add(result.getString(1));
      }
      return values;
    }
  }

  private static boolean isGuardian(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
          .contains("kefu-guardian");
    } catch (IOException noProcFileSystem) {
      return process.info().arguments().stream()
          .flatMap(Stream::of)
          .anyMatch("kefu-guardian"::equals);
    }
  }

  private record Victim(Process process, List<ProcessHandle> children) {}

  private Victim startVictim() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                CrashVictim.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    started.add(process);
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("WRITTEN ")) {
        return new Victim(
            process,
            Stream.of(line.split(" "))
                .skip(1)
                .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                .toList());
      }
    }
    throw new AssertionError("the victim ended before it had written");
  }
}
