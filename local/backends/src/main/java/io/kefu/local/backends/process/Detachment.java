package io.kefu.local.backends.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes children out of the terminal's process group: Ctrl+C shall reach the launcher alone, which
 * then stops its children in the right order.
 */
public final class Detachment {

  private static final boolean HAS_SETSID =
      Stream.of("/usr/bin/setsid", "/bin/setsid")
          .anyMatch(file -> Files.isExecutable(Path.of(file)));

  private Detachment() {}

  /**
   * The command line that runs the given one detached, with the same process id. Without {@code
   * setsid} (macOS) the child ignores Ctrl+C as far as its program allows.
   */
  public static List<String> command(String... command) {
    return command(Arrays.asList(command));
  }

  /** As {@link #command(String...)}. */
  public static List<String> command(List<String> command) {
    var detached = new ArrayList<String>();
    if (HAS_SETSID) {
      detached.add("setsid");
    } else {
      detached.addAll(List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "kefu-detached"));
    }
    detached.addAll(command);
    return detached;
  }
}
