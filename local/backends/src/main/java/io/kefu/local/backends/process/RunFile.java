package io.kefu.local.backends.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers on disk which process serves a data directory, so that an orphan is found again. */
public final class RunFile {

  private static final Logger LOG = LoggerFactory.getLogger(RunFile.class);

  private final Path file;

  /** Beside the data it is about. */
  public RunFile(Path file) {
    this.file = file;
  }

  /** Remembers the process. */
  public void write(ProcessIdentity process) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, process.format() + "\n");
  }

  /** The process that was remembered, if it still runs. */
  public Optional<ProcessHandle> findRunning() {
    try {
      return ProcessIdentity.parse(Files.readString(file)).flatMap(ProcessIdentity::find);
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  /** Forgets it. */
  public void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  /**
   * Ends what an earlier run left behind: first in good order, after the patience is over by force.
   */
  public void stopOrphan(StopSignal signal, Duration patience) throws IOException {
    Optional<ProcessHandle> orphan = findRunning();
    if (orphan.isPresent()) {
      LOG.info("stopping process {} left behind by an earlier run ({})", orphan.get().pid(), file);
      stop(orphan.get(), signal, patience);
    }
    delete();
  }

  /** Asks a process to end, and kills it when it has not ended in time. */
  public static void stop(ProcessHandle process, StopSignal signal, Duration patience) {
    signal.send(process);
    if (!awaitExit(process, patience)) {
      StopSignal.KILL.send(process);
      awaitExit(process, Duration.ofSeconds(10));
    }
  }

  private static boolean awaitExit(ProcessHandle process, Duration patience) {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException stillThere) {
      return !process.isAlive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }
}
