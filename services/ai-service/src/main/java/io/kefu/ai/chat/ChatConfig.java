package io.kefu.ai.chat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What a question may bring, and what stands in for a model. */
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

  /**
   * Whether only approved entries may stand in for a model. Off: what is in the knowledge base may
   * be said, approved or not; forbidden topics need approval in any case.
   */
  @WithDefault("false")
  boolean templateApprovedOnly();

  /** Last link of the chain; also hands over. */
  @WithDefault("抱歉，系统暂时无法处理")
  String apology();
}
