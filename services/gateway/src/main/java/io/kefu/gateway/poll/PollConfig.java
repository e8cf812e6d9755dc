package io.kefu.gateway.poll;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of agents that cannot open a socket and of callers that wait for an answer. */
@ConfigMapping(prefix = "kefu.poll")
public interface PollConfig {

  /** How long {@code POST /api/v1/messages} waits for the decision unless the caller says so. */
  @WithDefault("10s")
  Duration answerWait();

  /** How long a caller may ask to wait at most, there and for replies. */
  @WithDefault("30s")
  Duration longestWait();

  /** How often an outcome is asked for while no event told of it. */
  @WithDefault("1s")
  Duration recheck();

  /** Replies kept for one polling agent; beyond it they are asked for anew. */
  @WithDefault("500")
  int mailbox();

  /** Callers that wait at once on this replica; more are told to come back. */
  @WithDefault("2000")
  int waiting();

  /** A mailbox that was not asked for so long is thrown away; what was in it comes again. */
  @WithDefault("60s")
  Duration forget();
}
