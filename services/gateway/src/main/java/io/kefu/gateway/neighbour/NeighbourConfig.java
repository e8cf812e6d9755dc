package io.kefu.gateway.neighbour;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the gateway waits for the services behind it. */
@ConfigMapping(prefix = "kefu.neighbour")
public interface NeighbourConfig {

  /** A question. */
  @WithDefault("5s")
  Duration readLimit();

  /** A change. */
  @WithDefault("10s")
  Duration writeLimit();

  /** Taking in a document: it is cut and embedded meanwhile. */
  @WithDefault("120s")
  Duration documentLimit();

  /** A draft that a model writes, from the wish to its end. */
  @WithDefault("90s")
  Duration draftLimit();
}
