package io.kefu.message.rules;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How rules are kept in force. */
@ConfigMapping(prefix = "kefu.message.rules")
public interface RulesConfig {

  /** Changes made through other replicas are looked for that often. */
  @WithDefault("1s")
  Duration poll();

  /** Agents that hold other rules than they should are looked for that often. */
  @WithDefault("30s")
  Duration agents();
}
