package io.kefu.local.backends.process;

import io.kefu.local.backends.BackendException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One running child process: detached from the terminal, its output in a log file, remembered in a
 * run file and watched by the guardian. Safe for use by several threads.
 */
public final class ChildProgram {

  private static final Duration POLL = Duration.ofMillis(40);
  private static final int LOG_LINES_SHOWN = 12;

  private final Spec spec;
  private final Process process;

  /**
   * What to run.
   *
   * @param name for messages, for instance {@code PostgreSQL}
   * @param program file name of the program, by which an orphan is recognised
   * @param command the command line
   * @param environment added to this process's environment
   * @param directory working directory
   * @param log where standard output and error go
   * @param runFile remembers the process
   * @param stopSignal asks it to end in good order
   * @param stopPatience how long that may take before it is killed
   */
  public record Spec(
      String name,
      String program,
      List<String> command,
      Map<String, String> environment,
      Path directory,
      Path log,
      RunFile runFile,
      StopSignal stopSignal,
      Duration stopPatience) {}

  private ChildProgram(Spec spec, Process process) {
    this.spec = spec;
    this.process = process;
  }

  /**
   * Starts the program; it is not ready yet when this returns.
   *
   * @throws BackendException when it cannot be run at all
   */
  public static ChildProgram start(Spec spec, Guardian guardian) {
    try {
      ProgramLog.prepare(spec.log());
      var builder = new ProcessBuilder(Detachment.command(spec.command()));
      builder.environment().putAll(spec.environment());
      builder.directory(spec.directory().toFile());
      builder.redirectErrorStream(true);
      builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
      Process process = builder.start();
      guardian.watch(process.toHandle(), spec.stopSignal());
      spec.runFile().write(ProcessIdentity.of(process.toHandle(), spec.program()));
      return new ChildProgram(spec, process);
    } catch (IOException e) {
      throw new BackendException(
          "%s could not be started (%s)".formatted(spec.name(), e.getMessage()), e);
    }
  }

  /**
   * Waits until the probe says yes.
   *
   * @throws BackendException when the program ends or the time is over, with its last log lines
   */
  public void awaitReady(BooleanSupplier probe, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!probe.getAsBoolean()) {
      if (!process.isAlive()) {
        throw new BackendException(
            "%s ended with exit code %d while starting.%s"
                .formatted(spec.name(), process.exitValue(), lastLines()));
      }
      if (System.nanoTime() > deadline) {
        kill();
        throw new BackendException(
            "%s was not ready after %d s.%s"
                .formatted(spec.name(), timeout.toSeconds(), lastLines()));
      }
      try {
        // Waiting on the process, so that its end is seen at once.
        process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        kill();
        throw new BackendException("Starting " + spec.name() + " was interrupted", e);
      }
    }
  }

  private String lastLines() {
    List<String> lines = lastLogLines();
    return lines.isEmpty()
        ? " Its log " + spec.log() + " is empty."
        : " The end of " + spec.log() + ":\n  " + String.join("\n  ", lines);
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Completed with the process when it has ended, for whatever reason. */
  public CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /** The last lines of its log, oldest first. */
  public List<String> lastLogLines() {
    return ProgramLog.tail(spec.log(), LOG_LINES_SHOWN);
  }

  /** Ends it in good order; by force when it takes too long. */
  public void stop() {
    stop(spec.stopPatience());
  }

  /** Ends it in good order; by force when it takes longer than that. */
  public void stop(Duration patience) {
    RunFile.stop(process.toHandle(), spec.stopSignal(), patience);
    try {
      spec.runFile().delete();
    } catch (IOException stale) {
      // A stale run file is recognised at the next start.
    }
  }

  /** kill -9, and waits until the process is gone. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
