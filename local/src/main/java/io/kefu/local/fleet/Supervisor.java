package io.kefu.local.fleet;

import io.kefu.local.backends.Backend;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Starts again what dies by itself, as a container platform would: a fleet of a person shall
 * survive a kill -9 of any of its processes. A part that keeps dying is given up and the fleet with
 * it.
 */
final class Supervisor implements AutoCloseable {

  private static final int RESTARTS = 5;
  private static final Duration WINDOW = Duration.ofMinutes(5);

  private final Fleet fleet;
  private final FleetListener listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, RestartBudget> budgets = new ConcurrentHashMap<>();

  Supervisor(Fleet fleet, FleetListener listener) {
    this.fleet = fleet;
    this.listener = listener;
  }

  void watchAll() {
    fleet.processes().forEach(this::watch);
    watch(fleet.backends().kafka(), FleetPorts.KAFKA);
    watch(fleet.backends().postgres(), FleetPorts.POSTGRES);
    watch(fleet.backends().redis(), FleetPorts.REDIS);
  }

  private void watch(FleetProcess process) {
    process
        .onExit()
        .thenAccept(
            ended -> {
              if (!process.isEnding()) {
                later(
                    () ->
                        revive(
                            process.name(),
                            ended.exitValue(),
                            process.lastLogLines(),
                            () -> {
                              process.restart();
                              watch(process);
                            }));
              }
            });
  }

  private void watch(Backend backend, String name) {
    OptionalLong pid = backend.pid();
    if (pid.isEmpty()) {
      return;
    }
    ProcessHandle.of(pid.getAsLong())
        .ifPresent(
            process ->
                process
                    .onExit()
                    .thenAccept(
                        ended ->
                            later(
                                () ->
                                    revive(
                                        name,
                                        -1,
                                        List.of(),
                                        () -> {
                                          backend.restart();
                                          watch(backend, name);
                                        }))));
  }

  private void later(Runnable work) {
    try {
      if (!fleet.isStopping()) {
        threads.submit(work);
      }
    } catch (RejectedExecutionException closing) {
      // Nobody needs it any more.
    }
  }

  private void revive(String name, int exitCode, List<String> lastLines, Runnable restart) {
    if (fleet.isStopping()) {
      return;
    }
    Path log = fleet.home().log(name);
    listener.died(name, exitCode, log, lastLines);
    RestartBudget budget =
        budgets.computeIfAbsent(
            name, key -> new RestartBudget(Clock.systemUTC(), RESTARTS, WINDOW));
    while (!fleet.isStopping()) {
      if (!budget.take()) {
        fleet
            .broken()
            .completeExceptionally(
                new FleetException(
                    "%s died %d times within %d minutes and is given up; its log is %s"
                        .formatted(name, RESTARTS + 1, WINDOW.toMinutes(), log)));
        return;
      }
      long began = System.nanoTime();
      try {
        listener.starting(name);
        restart.run();
        listener.ready(name, Duration.ofNanos(System.nanoTime() - began));
        fleet.describe();
        return;
      } catch (RuntimeException e) {
        if (!fleet.isStopping()) {
          listener.note(e.getMessage());
        }
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
