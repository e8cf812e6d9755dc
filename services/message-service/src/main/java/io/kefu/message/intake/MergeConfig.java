package io.kefu.message.intake;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How bursts of short messages are merged into one question (domain.md §5). */
@ConfigMapping(prefix = "kefu.message.merge")
public interface MergeConfig {

  /** Silence that ends a burst; zero turns merging off, otherwise at most 10 s. */
  @WithDefault("1500ms")
  Duration window();

  /** A burst ends after this time even when the customer goes on. */
  @WithDefault("10s")
  Duration longest();

  /** A burst ends with this many messages. */
  @WithDefault("10")
  int most();

  /**
   * A text of this many characters is no fragment: it is answered at once, together with what waits
   * before it.
   */
  @WithDefault("30")
  int wholeFrom();

  /** Whether a text that ends like a question (？ ?) is answered at once. */
  @WithDefault("true")
  boolean questionEndsBurst();
}
