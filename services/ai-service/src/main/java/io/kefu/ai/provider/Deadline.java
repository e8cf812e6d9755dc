package io.kefu.ai.provider;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** How long a call may take: as long as its caller waits, and never longer than we allow. */
@ApplicationScoped
public class Deadline {

  private final ChainConfig config;

  /** Reads our own limit. */
  public Deadline(ChainConfig config) {
    this.config = config;
  }

  /**
   * The time a call has; not positive when the caller is as good as gone.
   *
   * @param deadlineMs how long the caller waits, the way home included; null when it does not say
   */
  public Duration limit(Long deadlineMs) {
    if (deadlineMs == null) {
      return config.deadline();
    }
    Duration theirs = Duration.ofMillis(Math.max(0, deadlineMs)).minus(config.reserve());
    return theirs.compareTo(config.deadline()) < 0 ? theirs : config.deadline();
  }
}
