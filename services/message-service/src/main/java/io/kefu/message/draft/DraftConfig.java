package io.kefu.message.draft;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How drafts for operators are written. */
@ConfigMapping(prefix = "kefu.message.draft")
public interface DraftConfig {

  /** How long a draft may take, all providers of the chain included. */
  @WithDefault("90s")
  Duration deadline();

  /** How far back the customer's last words are looked for. */
  @WithDefault("30d")
  Duration window();

  /** Most lines that are looked through for them. */
  @WithDefault("40")
  int lines();

  /** Something is said that often, so that nothing between us and the browser hangs up. */
  @WithDefault("10s")
  Duration heartbeat();
}
