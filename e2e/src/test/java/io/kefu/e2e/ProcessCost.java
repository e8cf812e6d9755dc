package io.kefu.e2e;

import io.kefu.local.fleet.Fleet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What the processes of a fleet have used so far, by Linux's accounts. Empty elsewhere. */
final class ProcessCost {

  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;
  private static final long MILLIS_PER_TICK = 10;

  private ProcessCost() {}

  /** Processor time of each process, in milliseconds. */
  static Map<String, Long> processorMillis(Fleet fleet) {
    Map<String, Long> millis = new LinkedHashMap<>();
    pids(fleet).forEach((name, pid) -> millis.put(name, processorMillis(pid)));
    // The fleet's processes are children of this one.
    millis.put("this test", ownProcessorMillis(ProcessHandle.current().pid()));
    return millis;
  }

  /** Resident memory of each process, in MiB. */
  static Map<String, Long> residentMegabytes(Fleet fleet) {
    Map<String, Long> megabytes = new LinkedHashMap<>();
    pids(fleet).forEach((name, pid) -> megabytes.put(name, residentMegabytes(pid)));
    return megabytes;
  }

  private static Map<String, Long> pids(Fleet fleet) {
    Map<String, Long> pids = new LinkedHashMap<>();
    fleet.processes().forEach(process -> put(pids, process.name(), process.pid()));
    put(pids, "postgres", fleet.backends().postgres().pid());
    put(pids, "redis", fleet.backends().redis().pid());
    put(pids, "kafka", fleet.backends().kafka().pid());
    pids.put("this test", ProcessHandle.current().pid());
    return pids;
  }

  private static void put(Map<String, Long> pids, String name, OptionalLong pid) {
    pid.ifPresent(id -> pids.put(name, id));
  }

  /** With its children: PostgreSQL has a process for each connection. */
  private static long processorMillis(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
        .mapToLong(process -> ownProcessorMillis(process.pid()))
        .sum();
  }

  private static long ownProcessorMillis(long pid) {
    String[] fields = read(pid, "stat").replaceAll("^.*\\) ", "").split(" ");
    return fields.length <= SYSTEM_TICKS
        ? 0
        : (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]))
            * MILLIS_PER_TICK;
  }

  private static long residentMegabytes(long pid) {
    return Arrays.stream(read(pid, "status").split("\n"))
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  private static String read(long pid, String file) {
    Path path = Path.of("/proc/" + pid + "/" + file);
    try {
      return Files.exists(path) ? Files.readString(path) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
