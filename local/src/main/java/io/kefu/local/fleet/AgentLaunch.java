package io.kefu.local.fleet;

import io.kefu.local.backends.process.ChildProgram;
import io.kefu.local.backends.process.RunFile;
import io.kefu.local.backends.process.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs the agent with the simulated WeChat. */
final class AgentLaunch implements FleetProcess.Launch {

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private final FleetHome home;
  private final Path jar;
  private final int port;
  private final Map<String, String> environment;

  AgentLaunch(FleetOptions options, int port, Map<String, String> environment) {
    this.home = options.home;
    this.jar = find(options.root.resolve("agent/target"));
    this.port = port;
    this.environment = environment;
  }

  private static Path find(Path target) {
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().matches("kefu-agent-[0-9][^/]*\\.jar"))
          .filter(
              file -> !file.getFileName().toString().matches(".*-(sources|tests|javadoc)\\.jar"))
          .findFirst()
          .orElseThrow(() -> notBuilt(target));
    } catch (IOException e) {
      throw notBuilt(target);
    }
  }

  private static FleetException notBuilt(Path target) {
    return new FleetException(
        "The agent is not built: there is no kefu-agent jar in %s. Run ./kefu up, which builds first, or mvn -DskipTests package."
            .formatted(target));
  }

  @Override
  public ChildProgram.Spec spec() {
    return new ChildProgram.Spec(
        FleetPorts.AGENT,
        "java",
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx32m",
            "-XX:TieredStopAtLevel=1",
            "-Dfile.encoding=UTF-8",
            "-jar",
            jar.toString(),
            "--driver=simulated",
            "--simulated-port=" + port),
        environment,
        home.agent(),
        home.log(FleetPorts.AGENT),
        new RunFile(home.run().resolve("agent.run")),
        StopSignal.TERM,
        STOP_PATIENCE);
  }

  @Override
  public Duration stopPatience() {
    return STOP_PATIENCE;
  }
}
