package io.kefu.rag.embedding;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the embedding model. */
@ConfigMapping(prefix = "kefu.embedding")
public interface EmbeddingConfig {

  /** Whether to compute vectors at all; without them search works with keywords only. */
  @WithDefault("true")
  boolean enabled();

  /** Threads the model uses for one text; questions are short, more threads only cost switches. */
  @WithDefault("1")
  int threads();

  /** Questions embedded at the same time; more would only share the same cores. */
  @WithDefault("2")
  int concurrency();

  /** How long a search waits for the vector of its question before it goes on with keywords. */
  @WithDefault("400ms")
  Duration queryTimeout();

  /** How many vectors of questions are kept in memory (3 KB each). */
  @WithDefault("5000")
  int queryCacheSize();
}
