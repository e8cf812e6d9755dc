package io.kefu.agent.health;

import io.kefu.agent.log.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads {@code /proc/self/statm}: resident pages less those backed by shared files. */
final class LinuxMemory implements ProcessMemory {

  private static final Log LOG = Log.of(LinuxMemory.class);
  private static final Path STATM = Path.of("/proc/self/statm");
  private static final int PAGE_BYTES = 4096;
  private static final double MEBIBYTE = 1024 * 1024;

  static boolean available() {
    return Files.isReadable(STATM);
  }

  @Override
  public double privateMebibytes() {
    try {
      String[] pages = Files.readString(STATM).strip().split(" ");
      return (Long.parseLong(pages[1]) - Long.parseLong(pages[2])) * PAGE_BYTES / MEBIBYTE;
    } catch (IOException | RuntimeException e) {
      LOG.debug("health.memory_unknown", "reason", Log.reason(e));
      return 0;
    }
  }
}
