package io.kefu.message.customer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When grades are computed again. */
@ConfigMapping(prefix = "kefu.message.grade")
public interface GradeConfig {

  /** A grade that is older is computed again: silence alone makes customers dormant. */
  @WithDefault("6h")
  Duration lasts();

  /** Looks for grades to compute that often. */
  @WithDefault("5s")
  Duration sweep();
}
