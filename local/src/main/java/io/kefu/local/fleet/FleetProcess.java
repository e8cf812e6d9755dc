package io.kefu.local.fleet;

import io.kefu.local.backends.process.ChildProgram;
import io.kefu.local.backends.process.Guardian;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * One process of the fleet, a service or the agent, which can be killed and started again. Safe for
 * use by several threads.
 */
public final class FleetProcess {

  private final String name;
  private final int port;
  private final FleetFile.Kind kind;
  private final Launch launch;
  private final BooleanSupplier probe;
  private final Guardian guardian;
  private final Duration startTimeout;

  /** One start at a time. */
  private final Object turn = new Object();

  private volatile ChildProgram program;
  private volatile boolean closed;

  /** Whether its end is meant, so that nobody is alarmed. */
  private volatile boolean ending = true;

  /** How the process is begun and ended; the ahead-of-time cache hides in here. */
  interface Launch {
    /** The command to run now. */
    ChildProgram.Spec spec();

    /** How long a stop may take now. */
    Duration stopPatience();

    /** After the process has ended. */
    default void ended() {}

    /**
     * After it ended while starting.
     *
     * @return whether another try makes sense
     */
    default boolean tryAgain() {
      return false;
    }
  }

  FleetProcess(
      String name,
      int port,
      FleetFile.Kind kind,
      Launch launch,
      BooleanSupplier probe,
      Guardian guardian,
      Duration startTimeout) {
    this.name = name;
    this.port = port;
    this.kind = kind;
    this.launch = launch;
    this.probe = probe;
    this.guardian = guardian;
    this.startTimeout = startTimeout;
  }

  /**
   * Starts it and waits until it is healthy; does nothing when it runs.
   *
   * @throws io.kefu.local.backends.BackendException when it does not come up, with its last log
   *     lines
   */
  public void start() {
    synchronized (turn) {
      if (isRunning()) {
        return;
      }
      ending = false;
      try {
        boot();
      } catch (RuntimeException first) {
        if (ending || closed || !launch.tryAgain()) {
          ending = true;
          throw first;
        }
        boot();
      }
    }
  }

  private void boot() {
    program = ChildProgram.start(launch.spec(), guardian);
    if (closed) {
      program.kill();
    }
    program.awaitReady(probe, startTimeout);
  }

  /** kill -9; returns when the process is gone. */
  public void kill() {
    ending = true;
    ChildProgram current = program;
    if (current != null) {
      current.kill();
    }
  }

  /** Ends it in good order, also while it is still starting. */
  public void stop() {
    ending = true;
    ChildProgram current = program;
    if (current != null) {
      // Outside of the turn: a start that waits for readiness sees that the process is gone.
      current.stop(launch.stopPatience());
      synchronized (turn) {
        launch.ended();
      }
    }
  }

  /** Stops it when it runs, then starts it on the same port and data. */
  public void restart() {
    stop();
    start();
  }

  /** Stops it for good. */
  void close() {
    closed = true;
    stop();
  }

  /** Ends it for good and at once, with all it has started. */
  void abandon() {
    closed = true;
    ending = true;
    pid()
        .ifPresent(
            id ->
                ProcessHandle.of(id)
                    .ifPresent(
                        process -> process.descendants().forEach(ProcessHandle::destroyForcibly)));
    kill();
  }

  /** Name of the service, or {@code agent}. */
  public String name() {
    return name;
  }

  /** Its port on the loopback address. */
  public int port() {
    return port;
  }

  /** {@code http://127.0.0.1:port}. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Its process id; empty when it does not run. */
  public OptionalLong pid() {
    ChildProgram current = program;
    return current != null && current.isAlive()
        ? OptionalLong.of(current.pid())
        : OptionalLong.empty();
  }

  /** Whether the process is there. */
  public boolean isRunning() {
    ChildProgram current = program;
    return current != null && current.isAlive();
  }

  /** Whether it says that it is ready to work. */
  public boolean isReady() {
    return isRunning() && probe.getAsBoolean();
  }

  FleetFile.Kind kind() {
    return kind;
  }

  boolean isEnding() {
    return ending;
  }

  CompletableFuture<Process> onExit() {
    return program.onExit();
  }

  java.util.List<String> lastLogLines() {
    ChildProgram current = program;
    return current == null ? java.util.List.of() : current.lastLogLines();
  }
}
