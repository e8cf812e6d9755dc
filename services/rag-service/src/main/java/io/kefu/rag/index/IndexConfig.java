package io.kefu.rag.index;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the local search index. */
@ConfigMapping(prefix = "kefu.rag.index")
public interface IndexConfig {

  /**
   * Folder of this replica's index; no two processes share one. Without it the index lives in a
   * temporary folder and is filled anew at every start.
   */
  Optional<Path> dir();

  /** Memory for entries that are read again and again, per tenant, in bytes. */
  @WithDefault("33554432")
  long cacheBytes();

  /** How often each replica looks for changes it was not told of. */
  @WithDefault("5s")
  Duration pollEvery();

  /** Documents taken over in one step while catching up. */
  @WithDefault("50")
  int batch();
}
