package io.kefu.local.fleet;

import io.kefu.local.backends.UnpackFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * A service's build as it was when the fleet started: a later build, or the tests, which build too,
 * must not change the jars under a running JVM. Made of hard links where the file system has them,
 * as a build writes new files and never into old ones.
 */
final class ApplicationCopy {

  private ApplicationCopy() {}

  /** Replaces the copy; the files keep their times, which ahead-of-time caches look at. */
  static void make(Path built, Path copy) throws IOException {
    UnpackFolder.delete(copy);
    try (Stream<Path> files = Files.walk(built)) {
      for (Path file : files.toList()) {
        Path target = copy.resolve(built.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          linkOrCopy(file, target);
        }
      }
    }
  }

  private static void linkOrCopy(Path file, Path target) throws IOException {
    try {
      Files.createLink(target, file);
    } catch (IOException | UnsupportedOperationException otherFileSystem) {
      Files.copy(
          file, target, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
