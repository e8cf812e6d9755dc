package io.kefu.local.fleet;

import io.kefu.local.backends.UnpackFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder of one fleet, by default {@code .kefu}: all that survives a restart, and the logs.
 *
 * @param path the folder
 */
public record FleetHome(Path path) {

  /** Absolute, so that children with other working directories find it. */
  public FleetHome {
    path = path.toAbsolutePath().normalize();
  }

  /** What the back ends store. */
  public Path data() {
    return path.resolve("data");
  }

  /** One log file for each process. */
  public Path logs() {
    return path.resolve("logs");
  }

  /** The log of a process. */
  public Path log(String name) {
    return logs().resolve(name + ".log");
  }

  /** What runs now. */
  public Path run() {
    return path.resolve("run");
  }

  /** The description of the running fleet. */
  public Path fleetFile() {
    return run().resolve("fleet.json");
  }

  /** Held while a fleet runs; outlives {@link #wipe}, as a deleted lock file locks nobody out. */
  public Path lockFile() {
    return path.resolve("fleet.lock");
  }

  /** Generated secrets. */
  public Path secretsFile() {
    return path.resolve("secrets");
  }

  /** State of the simulated agent. */
  public Path agent() {
    return path.resolve("agent");
  }

  /** What the simulated ERP holds, and how erp-sync finds it. */
  public Path erp() {
    return path.resolve("erp");
  }

  /** State of one more simulated agent. */
  public Path agent(String id) {
    return path.resolve("agents").resolve(id);
  }

  /** Working directory and files of a service, for instance a local index. */
  public Path service(String id) {
    return path.resolve("services").resolve(id);
  }

  /** The build that an instance of a service runs. */
  public Path application(String id) {
    return path.resolve("app").resolve(id);
  }

  /** Ahead-of-time caches; they hold no state. */
  public Path aot() {
    return path.resolve("aot");
  }

  /** Deletes all state, and nothing else that may lie in the folder. */
  public void wipe() throws IOException {
    for (Path part :
        List.of(
            data(),
            logs(),
            run(),
            secretsFile(),
            agent(),
            erp(),
            path.resolve("agents"),
            path.resolve("services"),
            path.resolve("app"))) {
      UnpackFolder.delete(part);
    }
  }

  /** Makes the folders. */
  public void prepare() throws IOException {
    Files.createDirectories(logs());
    Files.createDirectories(run());
    Files.createDirectories(agent());
  }
}
