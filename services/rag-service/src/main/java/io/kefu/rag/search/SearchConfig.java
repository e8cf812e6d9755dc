package io.kefu.rag.search;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of a search. */
@ConfigMapping(prefix = "kefu.rag.search")
public interface SearchConfig {

  /**
   * How much an entry loses for saying what a better one says already, 0 (nothing) to 1, when there
   * are more entries than are wanted: a model learns nothing from the same evidence twice.
   */
  @WithDefault("0.3")
  double diversity();

  /**
   * What stands around a passage in its section and is handed on with it, in characters, both sides
   * together; 0 for nothing.
   */
  @WithDefault("600")
  int contextCharacters();
}
