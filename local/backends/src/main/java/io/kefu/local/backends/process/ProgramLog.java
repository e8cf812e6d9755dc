package io.kefu.local.backends.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.List;

/** The log file that a child process appends to. */
public final class ProgramLog {

  private static final long ROTATE_AT_BYTES = 10L * 1024 * 1024;
  private static final int TAIL_BYTES = 64 * 1024;

  private ProgramLog() {}

  /** Makes its folder, and moves a file that has grown large to {@code <name>.1}. */
  public static Path prepare(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    if (Files.exists(file) && Files.size(file) > ROTATE_AT_BYTES) {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  /** The last lines, oldest first; empty when there is no such file. */
  public static List<String> tail(Path file, int lines) {
    try (var channel = Files.newByteChannel(file)) {
      long size = channel.size();
      channel.position(Math.max(0, size - TAIL_BYTES));
      var buffer = java.nio.ByteBuffer.allocate((int) Math.min(size, TAIL_BYTES));
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // read on until the buffer is full or the file ends
      }
      var last = new ArrayDeque<String>();
      new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8)
          .lines()
          .forEach(
              line -> {
                if (last.size() == lines) {
                  last.removeFirst();
                }
                last.addLast(line);
              });
      return List.copyOf(last);
    } catch (IOException none) {
      return List.of();
    }
  }
}
