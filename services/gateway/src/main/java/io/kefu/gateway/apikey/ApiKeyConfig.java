package io.kefu.gateway.apikey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of API keys. */
@ConfigMapping(prefix = "kefu.api-keys")
public interface ApiKeyConfig {

  /** Life of a key whose creator names none. */
  @WithDefault("90d")
  Duration defaultLife();

  /** Longest life; a key that never ends is forgotten, not revoked. */
  @WithDefault("366d")
  Duration longestLife();

  /**
   * How long a replica believes what it read of a key. A revocation is in force everywhere after
   * this, so it stays below the five seconds of issue 4.
   */
  @WithDefault("2s")
  Duration belief();

  /** Keys a replica remembers for that time. */
  @WithDefault("10000")
  int remembered();

  /** How exact the time of the last use is: each key is written at most so often. */
  @WithDefault("1m")
  Duration lastUse();
}
