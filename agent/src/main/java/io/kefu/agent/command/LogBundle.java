package io.kefu.agent.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** The log files, oldest first, in one compressed file. Logs hold no message texts. */
final class LogBundle {

  private LogBundle() {}

  /**
   * Writes it.
   *
   * @throws IOException when there is nothing to collect or it cannot be written
   */
  static void write(Path logs, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(logs)) {
      files =
          found
              .filter(file -> file.getFileName().toString().matches("agent\\.\\d+\\.log"))
              .sorted(
                  (one, other) ->
                      other.getFileName().toString().compareTo(one.getFileName().toString()))
              .toList();
    }
    if (files.isEmpty()) {
      throw new IOException("there are no log files in " + logs);
    }
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
      for (Path file : files) {
        Files.copy(file, out);
      }
    }
  }
}
