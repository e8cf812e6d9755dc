package io.kefu.gateway.command;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of commands to agents. */
@ConfigMapping(prefix = "kefu.command")
public interface CommandConfig {

  /** A command that was not answered by then is given up: yesterday's pause is not today's. */
  @WithDefault("24h")
  Duration life();

  /** After this an unanswered command is sent again to an agent that is online. */
  @WithDefault("15s")
  Duration repeat();

  /** Largest arguments, as JSON in bytes; a frame must hold them. */
  @WithDefault("32768")
  int maxArgs();
}
