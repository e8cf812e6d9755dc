package io.kefu.message.outcome;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When time closes an episode. */
@ConfigMapping(prefix = "kefu.message.outcome")
public interface OutcomeConfig {

  /** Nobody spoke for that long, and no operator resolved it. */
  @WithDefault("24h")
  Duration expiry();

  /** Looks for such episodes that often. */
  @WithDefault("60s")
  Duration sweep();
}
