package io.kefu.ai.guard;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Settings of the guards. */
@ConfigMapping(prefix = "kefu.ai.guard")
public interface GuardConfig {

  /** A model never writes about these (domain.md §5). */
  @WithDefault("价格,报价,合同,交付时间,法律,隐私,个人信息")
  List<String> forbiddenTopics();

  /** Words beside the built-in list that neither a question nor an answer may hold. */
  Optional<List<String>> sensitiveWords();

  /** Whether the built-in list of sensitive words is used. */
  @WithDefault("true")
  boolean builtInWords();

  /**
   * Whether a model's text must rest on the evidence: cite it, or share its wording. Turned off
   * only to measure throughput with a model that answers anything.
   */
  @WithDefault("true")
  boolean requireSupport();

  /** Share of an answer's character pairs, 0 to 1, that the cited evidence must hold. */
  @WithDefault("0.35")
  double supportedShare();

  /** The same for an answer that cites nothing. */
  @WithDefault("0.6")
  double supportedShareUncited();
}
