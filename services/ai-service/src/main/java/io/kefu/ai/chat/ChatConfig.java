package io.kefu.ai.chat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What a question may bring. */
@ConfigMapping(prefix = "kefu.ai.chat")
public interface ChatConfig {

  /** Longest question; the retrieval service takes up to half of it. */
  @WithDefault("4000")
  int maxQuestionCharacters();

  /** Most knowledge entries. */
  @WithDefault("50")
  int maxEvidence();

  /** Most earlier lines. */
  @WithDefault("100")
  int maxHistory();
}
