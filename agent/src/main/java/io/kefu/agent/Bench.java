package io.kefu.agent;

import io.kefu.agent.health.Vitals;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Measures the running agent against its budgets (design.md §8). */
final class Bench {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(60);
  private static final Duration IDLE = Duration.ofSeconds(30);

  private static final double BUDGET_MEMORY = 50;
  private static final double BUDGET_CPU = 1;
  private static final long BUDGET_START = 2_000;

  private Bench() {}

  /** Waits for the connection, stays idle, and says in one table what it took. */
  static String measure(Agent agent, Clock clock) throws IOException, InterruptedException {
    Instant connected;
    try {
      connected = agent.connected().get(CONNECT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(
          "no connection within "
              + CONNECT_LIMIT.toSeconds()
              + " s: the log says why; the figures need a gateway",
          e);
    }
    Instant started = ProcessHandle.current().info().startInstant().orElse(connected);
    Vitals vitals = new Vitals(clock);
    TimeUnit.MILLISECONDS.sleep(IDLE.toMillis());
    double cpu = vitals.cpuPercent();
    double memory = vitals.memoryMebibytes();
    long start = Duration.between(started, connected).toMillis();
    return line("connected after start, ms", start, BUDGET_START)
        + line("private memory, MiB", memory, BUDGET_MEMORY)
        + line("CPU when idle, % of a core", cpu, BUDGET_CPU);
  }

  private static String line(String what, double value, double budget) {
    if (value <= 0 && !what.startsWith("CPU")) {
      return "%-28s  unknown   budget %6.0f%n".formatted(what, budget);
    }
    return "%-28s %8.1f   budget %6.0f   %s%n"
        .formatted(what, value, budget, value <= budget ? "ok" : "EXCEEDED");
  }
}
