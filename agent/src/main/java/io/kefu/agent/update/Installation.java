package io.kefu.agent.update;

import io.kefu.agent.boot.Boot;
import io.kefu.agent.boot.Versions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where this program is installed.
 *
 * @param image its folder
 * @param running name of the version that runs; empty for the one the installation came with
 */
public record Installation(Path image, Optional<String> running) {

  /** As the start told it; empty when the program runs without an installation around it. */
  public static Optional<Installation> ofThisProgram() {
    String image = System.getProperty(Boot.IMAGE, "");
    String running = System.getProperty(Boot.RUNNING, "");
    return image.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Installation(Path.of(image), Optional.of(running).filter(name -> !name.isEmpty())));
  }

  /** The versions in it. */
  public Versions versions() {
    return new Versions(image.resolve("versions"));
  }

  /** The keys it trusts. */
  Path keys() {
    return image.resolve("app").resolve(UpdateKeys.FILE);
  }
}
