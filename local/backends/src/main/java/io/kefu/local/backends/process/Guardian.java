package io.kefu.local.backends.process;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Ends child processes when this JVM dies in whatever way, kill -9 included.
 *
 * <p>A small shell waits at the other end of a pipe that only this JVM holds. When the JVM is gone
 * the pipe ends; the shell then asks each watched process to stop, waits up to ten seconds and
 * kills what is left. Safe for use by several threads.
 */
public final class Guardian implements AutoCloseable {

  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      watched=
      while read -r verb signal pid; do
        case $verb in
          watch) watched="$watched $signal:$pid" ;;
          forget)
            kept=
            for entry in $watched; do
              [ "${entry#*:}" = "$pid" ] || kept="$kept $entry"
            done
            watched=$kept ;;
        esac
      done
      [ -n "$watched" ] || exit 0
      for entry in $watched; do kill -"${entry%%:*}" "${entry#*:}" 2>/dev/null; done
      n=0
      while [ $n -lt 20 ]; do
        # Who is gone is forgotten at once: its id may soon be somebody else's.
        alive=
        for entry in $watched; do
          kill -0 "${entry#*:}" 2>/dev/null && alive="$alive $entry"
        done
        watched=$alive
        [ -n "$watched" ] || exit 0
        n=$((n + 1))
        sleep 0.5
      done
      for entry in $watched; do kill -KILL "${entry#*:}" 2>/dev/null; done
      """;

  private final Process shell;
  private final Writer pipe;

  private Guardian(Process shell) {
    this.shell = shell;
    this.pipe = shell.outputWriter(StandardCharsets.US_ASCII);
  }

  /**
   * Starts the shell.
   *
   * @throws IOException when there is no {@code /bin/sh}
   */
  public static Guardian start() throws IOException {
    var builder = new ProcessBuilder(Detachment.command("/bin/sh", "-c", SCRIPT, "kefu-guardian"));
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.directory(new java.io.File("/"));
    return new Guardian(builder.start());
  }

  /** Ends the process with that signal when this JVM dies, until it ends by itself. */
  public void watch(ProcessHandle process, StopSignal signal) {
    tell("watch " + signal + " " + process.pid());
    process.onExit().thenAccept(ended -> forget(ended.pid()));
  }

  private void forget(long pid) {
    tell("forget - " + pid);
  }

  /** The guardian's own process id, for lists of what runs. */
  public long pid() {
    return shell.pid();
  }

  private synchronized void tell(String line) {
    try {
      pipe.write(line + "\n");
      pipe.flush();
    } catch (IOException guardianGone) {
      // The guardian is a second net: without it the children are still stopped on close, and found
      // again by their identity at the next start.
    }
  }

  /** Lets go: what is still watched is ended now. */
  @Override
  public synchronized void close() {
    try {
      pipe.close();
    } catch (IOException alreadyGone) {
      shell.destroy();
    }
  }
}
