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

  /** Effects that are due are looked for that often. */
  @WithDefault("2s")
  Duration effects();

  /** Agents that hold other rules than they should are looked for that often. */
  @WithDefault("30s")
  Duration agents();

  /** An effect that failed that often is given up and told as a to-do. */
  @WithDefault("20")
  int effectAttempts();

  /** A carrier of an effect that says nothing for that long is taken for dead. */
  @WithDefault("30s")
  Duration effectLease();
}
