package io.kefu.message.flow;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How chats are claimed and worked on. */
@ConfigMapping(prefix = "kefu.message.flow")
public interface FlowConfig {

  /**
   * Chats worked on at a time in one process. Most of that time is waiting (a model takes seconds),
   * so it is well above the number of processors.
   */
  @WithDefault("128")
  int parallelism();

  /** Chats claimed with one statement. */
  @WithDefault("64")
  int claimBatch();

  /** Messages of one chat that are loaded with a claim. */
  @WithDefault("50")
  int messagesPerClaim();

  /**
   * A claim ends by itself after this time; renewed every third of it. Bounds how long the chats of
   * a crashed process wait.
   */
  @WithDefault("6s")
  Duration lease();

  /** Looks for due chats at least that often, whoever made them due. */
  @WithDefault("500ms")
  Duration poll();

  /** Looks for replies without a receipt, and for what time moves, that often. */
  @WithDefault("1s")
  Duration sweep();

  /** Work that fails that often in a row is given to a person. */
  @WithDefault("5")
  int maxFailures();

  /** How long a stop waits for the work under way. */
  @WithDefault("8s")
  Duration drain();
}
