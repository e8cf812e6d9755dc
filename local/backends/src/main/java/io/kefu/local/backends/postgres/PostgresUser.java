package io.kefu.local.backends.postgres;

import io.kefu.local.backends.BackendException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How PostgreSQL is run, which refuses to be root: as we are when we are an ordinary user; as root
 * in a user namespace of its own, in which it is nobody special but still owns our files; where the
 * kernel or a container forbids that, as the system's user 65534 ("nobody"), who then owns the
 * data.
 */
enum PostgresUser {
  /** We are an ordinary user. */
  AS_WE_ARE(List.of()),
  /** We are root and may make user namespaces. */
  NAMESPACE(List.of("unshare", "--user", "--")),
  /** We are root in a container that forbids namespaces. */
  NOBODY(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"));

  private final List<String> prefix;

  PostgresUser(List<String> prefix) {
    this.prefix = prefix;
  }

  static PostgresUser choose() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return AS_WE_ARE;
    }
    if (succeeds(NAMESPACE.command(List.of("true")))) {
      return NAMESPACE;
    }
    if (succeeds(NOBODY.command(List.of("true")))) {
      return NOBODY;
    }
    throw new BackendException(
        "PostgreSQL does not run as root, and neither 'unshare --user' nor 'setpriv' works here."
            + " Run as an ordinary user, or install util-linux.");
  }

  List<String> command(List<String> command) {
    return Stream.concat(prefix.stream(), command.stream()).toList();
  }

  /** Gives a folder of ours, with what is in it, to the user that PostgreSQL runs as. */
  void own(Path folder) throws IOException {
    if (this != NOBODY) {
      return;
    }
    for (Path parent = folder.toAbsolutePath().getParent();
        parent != null;
        parent = parent.getParent()) {
      if (!succeeds(command(List.of("test", "-x", parent.toString())))) {
        throw new BackendException(
            "PostgreSQL runs as user 'nobody' here, who may not enter %s. Choose a data directory and KEFU_UNPACK_DIR that everybody may enter, for instance below /var/tmp."
                .formatted(parent));
      }
    }
    var change = new ArrayList<>(List.of("chown", "-R", "65534:65534", folder.toString()));
    if (Files.exists(folder) && !succeeds(change)) {
      throw new BackendException("The owner of %s cannot be changed".formatted(folder));
    }
  }

  private static boolean succeeds(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
