package io.kefu.message.handover;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When the bot takes a conversation back by itself. */
@ConfigMapping(prefix = "kefu.message.handover")
public interface HandoverConfig {

  /** Nobody claimed it for that long. */
  @WithDefault("30m")
  Duration queuedFor();

  /** The operator who holds it was idle for that long. */
  @WithDefault("30m")
  Duration heldFor();
}
