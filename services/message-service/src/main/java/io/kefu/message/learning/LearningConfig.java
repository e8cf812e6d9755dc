package io.kefu.message.learning;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How candidates for the knowledge base are taken and published. */
@ConfigMapping(prefix = "kefu.message.learning")
public interface LearningConfig {

  /** Whether solved episodes are looked through. */
  @WithDefault("true")
  boolean enabled();

  /** Where approved pairs go, unless the reviewer says otherwise. */
  @WithDefault("default")
  String knowledgeBase();

  /** Looks for solved episodes that often. */
  @WithDefault("10s")
  Duration sweep();

  /** Looks for approved pairs to publish that often. */
  @WithDefault("1s")
  Duration publish();

  /** How long rag-service may take for one document. */
  @WithDefault("15s")
  Duration deadline();

  /** Longest pause between tries while rag-service is away. */
  @WithDefault("5m")
  Duration longestRetry();

  /** Candidates published at a time. */
  @WithDefault("4")
  int parallelism();
}
