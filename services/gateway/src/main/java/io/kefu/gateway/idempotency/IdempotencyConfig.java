package io.kefu.gateway.idempotency;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of repeated writes. */
@ConfigMapping(prefix = "kefu.idempotency")
public interface IdempotencyConfig {

  /** How long an answer is kept for a repetition. */
  @WithDefault("24h")
  Duration kept();

  /**
   * After this a write that never ended (its replica was killed) may be tried again; longer than
   * any write takes.
   */
  @WithDefault("60s")
  Duration abandoned();
}
