package io.kefu.local.command;

import io.kefu.local.console.Console;
import io.kefu.local.console.Console.Style;
import io.kefu.local.console.DisplayWidth;
import io.kefu.local.fleet.FleetListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Shows what the fleet does: a line for what is done, and on a terminal one that moves. */
final class Progress implements FleetListener, AutoCloseable {

  private static final int NAME_WIDTH = 34;

  private final Console console;
  private final long began = System.nanoTime();
  private final Map<String, Long> underWay = new LinkedHashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "kefu-progress");
            thread.setDaemon(true);
            return thread;
          });

  Progress(Console console) {
    this.console = console;
    if (console.isTerminal()) {
      clock.scheduleAtFixedRate(this::tick, 250, 250, TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void tick() {
    if (!underWay.isEmpty()) {
      String waiting =
          underWay.entrySet().stream()
              .map(part -> "%s %ds".formatted(part.getKey(), seconds(part.getValue())))
              .collect(Collectors.joining(", "));
      console.passing(console.style(Style.DIM, DisplayWidth.cut("  … " + waiting, 78)));
    }
  }

  private static long seconds(long since) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
  }

  @Override
  public synchronized void starting(String part) {
    underWay.put(part, System.nanoTime());
  }

  @Override
  public synchronized void ready(String part, Duration took) {
    underWay.keySet().removeIf(part::startsWith);
    console.line(
        "%s %s %s"
            .formatted(
                console.style(Style.GREEN, "✓"),
                DisplayWidth.pad(part, NAME_WIDTH),
                console.style(Style.DIM, "%5.1f s".formatted(took.toMillis() / 1000.0))));
  }

  @Override
  public synchronized void note(String text) {
    console.line(console.style(Style.YELLOW, "! ") + text);
  }

  @Override
  public synchronized void died(String part, int exitCode, Path log, List<String> lastLines) {
    console.line(
        console.style(Style.RED, "✗ ")
            + "%s ended by itself%s; starting it again. Its log: %s"
                .formatted(part, exitCode >= 0 ? " (exit code " + exitCode + ")" : "", log));
    lastLines.forEach(line -> console.line(console.style(Style.DIM, "    " + line)));
  }

  @Override
  public synchronized void stopping(String part) {
    underWay.clear();
    console.line(console.style(Style.DIM, "  stopping " + part));
  }

  /** Everything is healthy. */
  synchronized void settled() {
    underWay.clear();
    console.line(
        console.style(
            Style.BOLD,
            "The fleet is healthy after %.1f s."
                .formatted((System.nanoTime() - began) / 1_000_000_000.0)));
  }

  /** Nothing moves any more. */
  void quiet() {
    clock.shutdownNow();
    synchronized (this) {
      underWay.clear();
    }
  }

  @Override
  public void close() {
    quiet();
  }
}
