package io.kefu.agent.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * CPU and memory of this process, without {@code java.management}, which alone costs three
 * megabytes. Thread-safe.
 */
public final class Vitals {

  private final Clock clock;
  private final ProcessMemory memory;
  private Instant readAt;
  private Duration cpuThen;

  /** Starts to measure now. */
  public Vitals(Clock clock) {
    this.clock = clock;
    this.memory = forThisPlatform();
    this.readAt = clock.instant();
    this.cpuThen = cpu();
  }

  /** CPU in percent of one core since the last call. */
  public synchronized double cpuPercent() {
    Instant now = clock.instant();
    Duration used = cpu();
    long wall = Duration.between(readAt, now).toMillis();
    double percent = wall <= 0 ? 0 : 100.0 * used.minus(cpuThen).toMillis() / wall;
    readAt = now;
    cpuThen = used;
    return Math.max(0, percent);
  }

  /** CPU time of this process since its start. */
  public Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Private memory in MiB. */
  public double memoryMebibytes() {
    return memory.privateMebibytes();
  }

  private static ProcessMemory forThisPlatform() {
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      return new WindowsMemory();
    }
    if (LinuxMemory.available()) {
      return new LinuxMemory();
    }
    return () -> {
      Runtime runtime = Runtime.getRuntime();
      return (runtime.totalMemory() - runtime.freeMemory()) / (1024.0 * 1024.0);
    };
  }
}
