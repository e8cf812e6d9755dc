package io.kefu.gateway.load;

import io.kefu.gateway.testing.GatewayProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the gateway's process holds and has used at one moment.
 *
 * @param heapBytes live heap, right after a full collection
 * @param rssBytes resident memory as the kernel counts it
 * @param cpuSeconds processor time since it started, all threads
 * @param nanos when it was read
 */
record GatewayFigures(double heapBytes, double rssBytes, double cpuSeconds, long nanos) {

  private static final double TICKS_PER_SECOND = 100;
  private static final int UTIME = 11;

  /** Collects garbage first, so that what is left is what is needed. */
  static GatewayFigures afterCollection(GatewayProcess gateway) {
    gateway.collectGarbage();
    double heap =
        gateway
            .get("/q/metrics")
            .lines()
            .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
    return new GatewayFigures(heap, rss(gateway), cpu(gateway), System.nanoTime());
  }

  /** Without a collection: processor time is what counts. */
  static GatewayFigures now(GatewayProcess gateway) {
    return new GatewayFigures(0, rss(gateway), cpu(gateway), System.nanoTime());
  }

  /** Share of one core that was used since. */
  double coresSince(GatewayFigures before) {
    return (cpuSeconds - before.cpuSeconds) / ((nanos - before.nanos) / 1e9);
  }

  private static double rss(GatewayProcess gateway) {
    return read(gateway, "status")
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
        .sum();
  }

  private static double cpu(GatewayProcess gateway) {
    String stat = read(gateway, "stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Double.parseDouble(fields[UTIME]) + Double.parseDouble(fields[UTIME + 1]))
        / TICKS_PER_SECOND;
  }

  private static String read(GatewayProcess gateway, String file) {
    try {
      return Files.readString(Path.of("/proc/" + gateway.pid() + "/" + file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
