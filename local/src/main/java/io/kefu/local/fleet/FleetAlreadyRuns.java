package io.kefu.local.fleet;

import java.util.Optional;

/** Another fleet runs in the same home. */
public final class FleetAlreadyRuns extends FleetException {

  private final transient Optional<FleetFile.Description> running;

  FleetAlreadyRuns(FleetHome home, Optional<FleetFile.Description> running) {
    super(
        "A fleet already runs in %s%s. Stop it with ./kefu down, or use another folder with --home."
            .formatted(
                home.path(),
                running.map(fleet -> " (process " + fleet.launcher().pid() + ")").orElse("")));
    this.running = running;
  }

  /** What is known of it. */
  public Optional<FleetFile.Description> running() {
    return running;
  }
}
