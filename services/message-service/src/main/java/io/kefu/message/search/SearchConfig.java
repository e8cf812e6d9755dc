package io.kefu.message.search;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How messages become searchable, and how a search looks for them. */
@ConfigMapping(prefix = "kefu.message.search")
public interface SearchConfig {

  /** Looks for new messages that often; a message is in the index after at most two of them. */
  @WithDefault("1s")
  Duration sweep();

  /** Messages indexed with one transaction. */
  @WithDefault("500")
  int batch();

  /** Rest after a full batch, so that catching up leaves the machine to the conversations. */
  @WithDefault("100ms")
  Duration rest();

  /**
   * Messages that a search looks through itself, from the newest or from where its page begins,
   * before it asks the index: what is frequent is found among them sooner, and what was just said
   * before it is indexed.
   */
  @WithDefault("1000")
  int walk();
}
