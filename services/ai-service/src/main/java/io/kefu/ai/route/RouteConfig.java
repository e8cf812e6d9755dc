package io.kefu.ai.route;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which way a question goes by the confidence of its evidence (domain.md §5). */
@ConfigMapping(prefix = "kefu.ai.route")
public interface RouteConfig {

  /** Confidence limits, 0 to 1. */
  Thresholds thresholds();

  /** What the customer reads when we ask back. */
  Texts texts();

  /** Most choices a clarifying question offers. */
  @WithDefault("3")
  int maxChoices();

  /** Confidence limits, 0 to 1, in falling order. */
  interface Thresholds {
    /** From here on a curated, approved entry answers by itself, without a model. */
    @WithDefault("0.92")
    double certain();

    /** From here on we answer. */
    @WithDefault("0.75")
    double answer();

    /** From here on we ask what is meant; below, a person takes over. */
    @WithDefault("0.55")
    double clarify();
  }

  /** What the customer reads when we ask back. */
  interface Texts {
    /** In front of the choices. */
    @WithDefault("请问您想了解的是以下哪个问题？")
    String clarify();

    /** After the choices. */
    @WithDefault("请回复序号，或补充说明您的问题。")
    String clarifyHint();

    /** When there is no choice to offer. */
    @WithDefault("请您再具体描述一下问题（例如产品型号、故障现象），以便为您准确解答。")
    String clarifyOpen();
  }
}
