package io.kefu.local.backends;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where packaged programs are unpacked: once per user and version, shared by every run and test, as
 * unpacking dominates the first start. A folder appears whole or not at all: it is filled under
 * another name and renamed, under a lock that also holds between processes.
 */
public final class UnpackFolder {

  private static final Object IN_THIS_PROCESS = new Object();

  /** Fills an empty folder. */
  @FunctionalInterface
  public interface Filler {
    /** Puts the files into the folder. */
    void fill(Path folder) throws IOException;
  }

  private UnpackFolder() {}

  /**
   * The folder of that name, filled on first use.
   *
   * @throws BackendException when it cannot be made
   */
  public static Path unpack(String name, Filler filler) {
    return unpack(root(System.getenv(), System.getProperty("user.home")), name, filler);
  }

  static Path unpack(Path root, String name, Filler filler) {
    Path folder = root.resolve(name);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    try {
      Files.createDirectories(root);
      synchronized (IN_THIS_PROCESS) {
        try (var channel =
                FileChannel.open(
                    root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = channel.lock()) {
          if (lock.isValid() && !Files.isDirectory(folder)) {
            Path filling = root.resolve(name + ".filling");
            delete(filling);
            Files.createDirectories(filling);
            filler.fill(filling);
            Files.move(filling, folder, StandardCopyOption.ATOMIC_MOVE);
          }
        }
      }
      return folder;
    } catch (IOException e) {
      throw new BackendException(
          "%s could not be unpacked to %s (%s)".formatted(name, root, e.getMessage()), e);
    }
  }

  /** {@code KEFU_UNPACK_DIR}, else the user's cache folder. */
  static Path root(Map<String, String> environment, String home) {
    String chosen = environment.get("KEFU_UNPACK_DIR");
    if (chosen != null && !chosen.isBlank()) {
      return Path.of(chosen).toAbsolutePath();
    }
    String cache = environment.get("XDG_CACHE_HOME");
    Path base = cache != null && !cache.isBlank() ? Path.of(cache) : Path.of(home, ".cache");
    return base.resolve("kefu").resolve("programs").toAbsolutePath();
  }

  /** Deletes a folder with everything in it; a folder that is not there is fine. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
