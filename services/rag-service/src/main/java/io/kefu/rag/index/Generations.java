package io.kefu.rag.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * One tenant's index on disk: a folder a generation, and a file that names the one that serves. A
 * new generation is filled beside the old one and takes over by replacing that file in one step, so
 * a process that dies at any moment comes back with the last whole one. Not thread-safe.
 */
final class Generations {

  private static final Logger LOG = Logger.getLogger(Generations.class);
  private static final String SERVING = "serving";
  private static final Pattern NAME = Pattern.compile("generation-(\\d{1,18})");

  private final Path folder;

  Generations(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** The generation that serves; the first one when there is none yet. */
  Path serving() throws IOException {
    Path marker = folder.resolve(SERVING);
    String name = Files.exists(marker) ? Files.readString(marker).strip() : "";
    if (!NAME.matcher(name).matches()) {
      name = "generation-1";
    }
    return folder.resolve(name);
  }

  /** An empty folder for the generation that follows every other. */
  Path next() throws IOException {
    long last = 0;
    for (Path one : all()) {
      var matcher = NAME.matcher(one.getFileName().toString());
      if (matcher.matches()) {
        last = Math.max(last, Long.parseLong(matcher.group(1)));
      }
    }
    return Files.createDirectories(folder.resolve("generation-" + (last + 1)));
  }

  /** From now on, and after a restart, this one serves. */
  void serve(Path generation) throws IOException {
    Path written = folder.resolve(SERVING + ".new");
    Files.write(written, generation.getFileName().toString().getBytes(StandardCharsets.UTF_8));
    Files.move(
        written,
        folder.resolve(SERVING),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Takes away what an earlier process, or an earlier layout, left beside the one that serves. */
  void deleteAllBut(Path generation) throws IOException {
    for (Path one : all()) {
      String name = one.getFileName().toString();
      if (!one.equals(generation) && !name.equals(SERVING)) {
        delete(one);
      }
    }
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  /** Deletes a folder with everything in it; what cannot be deleted is logged and left. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.warnf("could not delete %s: %s", folder, e.getMessage());
    }
  }
}
