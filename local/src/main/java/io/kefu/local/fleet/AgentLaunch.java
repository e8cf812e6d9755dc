package io.kefu.local.fleet;

import io.kefu.local.backends.process.ChildProgram;
import io.kefu.local.backends.process.RunFile;
import io.kefu.local.backends.process.StopSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs the agent with the simulated WeChat. */
final class AgentLaunch implements FleetProcess.Launch {

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private final FleetHome home;
  private final String name;
  private final Path folder;
  private final Path jar;
  private final int port;
  private final Map<String, String> environment;

  AgentLaunch(
      FleetOptions options, String name, Path folder, int port, Map<String, String> environment) {
    this.home = options.home;
    this.name = name;
    this.folder = folder;
    this.jar = home.application(name).resolve("kefu-agent.jar");
    this.port = port;
    this.environment = environment;
    copyBuild(options.root.resolve("agent/target/kefu-agent.jar"));
  }

  /** As the services': see {@link ApplicationCopy}. */
  private void copyBuild(Path built) {
    if (!Files.isRegularFile(built)) {
      throw new FleetException(
          "The agent is not built: there is no %s. Run ./kefu up, which builds first, or mvn -DskipTests package."
              .formatted(built));
    }
    try {
      Files.createDirectories(jar.getParent());
      Files.copy(built, jar, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new FleetException(
          "The agent's build cannot be copied to %s (%s)".formatted(jar, e.getMessage()), e);
    }
  }

  @Override
  public ChildProgram.Spec spec() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ChildProgram.Spec(
        name,
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
        folder,
        home.log(name),
        new RunFile(home.run().resolve(name + ".run")),
        StopSignal.TERM,
        STOP_PATIENCE);
  }

  @Override
  public Duration stopPatience() {
    return STOP_PATIENCE;
  }
}
