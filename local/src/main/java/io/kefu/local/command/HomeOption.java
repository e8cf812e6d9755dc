package io.kefu.local.command;

import io.kefu.local.fleet.FleetFile;
import io.kefu.local.fleet.FleetHome;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the fleet is. */
final class HomeOption {

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "Folder of the fleet's state and logs (default: .kefu in the repository, or KEFU_HOME).")
  private Path chosen;

  /** The repository, told by {@code ./kefu}. */
  static Path root() {
    return Path.of(System.getProperty("kefu.root", "")).toAbsolutePath().normalize();
  }

  FleetHome home() {
    return new FleetHome(
        Optional.ofNullable(chosen)
            .or(
                () ->
                    Optional.ofNullable(System.getenv("KEFU_HOME"))
                        .filter(value -> !value.isBlank())
                        .map(Path::of))
            .orElseGet(() -> root().resolve(".kefu")));
  }

  /** The description of a fleet whose launcher is alive. */
  static Optional<FleetFile.Description> running(FleetHome home) {
    return FleetFile.read(home.fleetFile())
        .filter(fleet -> fleet.launcher().identity().find().isPresent());
  }
}
