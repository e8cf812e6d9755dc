package io.kefu.local.backends.process;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Signals that ask a process to end. */
public enum StopSignal {
  /** Ends Redis and the JVMs in good order. */
  TERM,
  /** PostgreSQL's fast shutdown: it ends sessions, writes a checkpoint and exits. */
  INT,
  /** Ends a process at once, without any order: what a crash looks like. */
  KILL;

  /** Sends the signal; a process that is gone is not an error. */
  public void send(ProcessHandle process) {
    if (!process.isAlive()) {
      return;
    }
    if (this == KILL) {
      process.destroyForcibly();
      return;
    }
    try {
      Process kill =
          new ProcessBuilder("/bin/sh", "-c", "kill -" + name() + " " + process.pid())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
