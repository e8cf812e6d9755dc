package io.kefu.local.backends.process;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Says which process is meant, also after a restart of ours: process ids are reused, a pair of id
 * and start time is not.
 *
 * @param pid the process id
 * @param startedAt when the system says that the process began; empty where it does not say
 * @param command the program's file name, for instance {@code postgres}
 */
public record ProcessIdentity(long pid, Optional<Instant> startedAt, String command) {

  /**
   * The system derives start times from ticks since boot and the clock; both readings of one
   * process may differ by a rounding, and by a clock that was set.
   */
  static final Duration TOLERANCE = Duration.ofSeconds(2);

  /** Of a process that runs now. */
  public static ProcessIdentity of(ProcessHandle process, String command) {
    return new ProcessIdentity(process.pid(), process.info().startInstant(), command);
  }

  /** The running process, if it is still the one that was meant. */
  public Optional<ProcessHandle> find() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> isSame(process.info().startInstant(), process.info().command()));
  }

  /** Pure part of {@link #find()}: whether what the system says of the process fits. */
  boolean isSame(Optional<Instant> seenStart, Optional<String> seenCommand) {
    boolean sameStart =
        startedAt.isPresent()
            && seenStart.isPresent()
            && Duration.between(startedAt.get(), seenStart.get()).abs().compareTo(TOLERANCE) <= 0;
    // Without a command (another user's process) the start time alone must decide.
    boolean sameCommand =
        seenCommand
            .map(path -> path.substring(path.lastIndexOf('/') + 1).equals(command))
            .orElse(true);
    return sameStart && sameCommand;
  }

  /** One line of text that {@link #parse} reads. */
  public String format() {
    return pid + " " + startedAt.map(Instant::toString).orElse("-") + " " + command;
  }

  /** Reads what {@link #format} wrote; empty when the text is anything else. */
  public static Optional<ProcessIdentity> parse(String text) {
    String[] words = text.strip().split(" ", 3);
    if (words.length != 3) {
      return Optional.empty();
    }
    try {
      Optional<Instant> start =
          words[1].equals("-") ? Optional.empty() : Optional.of(Instant.parse(words[1]));
      return Optional.of(new ProcessIdentity(Long.parseLong(words[0]), start, words[2]));
    } catch (RuntimeException notOurs) {
      return Optional.empty();
    }
  }
}
