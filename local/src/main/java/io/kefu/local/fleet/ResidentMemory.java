package io.kefu.local.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** How much memory a process holds. */
public final class ResidentMemory {

  private ResidentMemory() {}

  /** Resident set size in bytes; empty when the system does not say. */
  public static OptionalLong bytes(long pid) {
    return fromProc(pid).or(() -> fromPs(pid)).map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  private static Optional<Long> fromProc(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst();
    } catch (IOException | NumberFormatException notLinux) {
      return Optional.empty();
    }
  }

  private static Optional<Long> fromPs(long pid) {
    try {
      Process ps =
          new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid))
              .redirectErrorStream(true)
              .start();
      String kilobytes =
          new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      return Optional.of(Long.parseLong(kilobytes) * 1024);
    } catch (IOException | NumberFormatException unknown) {
      return Optional.empty();
    }
  }
}
