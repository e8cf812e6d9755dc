package io.kefu.ai.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Which providers write, and in what order. */
@ConfigMapping(prefix = "kefu.ai.chain")
public interface ChainConfig {

  /** Primary first, then the backups; without any, answers are the knowledge entries themselves. */
  Optional<List<String>> order();

  /** Longest time for the whole chain; the caller's own deadline may shorten it. */
  @WithDefault("60s")
  Duration deadline();

  /** Kept back from the caller's deadline for the way home. */
  @WithDefault("250ms")
  Duration reserve();

  /** Pause before an attempt is repeated. */
  @WithDefault("100ms")
  Duration retryPause();

  /** With less time than this left, no attempt is begun. */
  @WithDefault("300ms")
  Duration shortestAttempt();
}
