package io.kefu.gateway.enrolment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of one-time codes. */
@ConfigMapping(prefix = "kefu.enrolment")
public interface EnrolmentConfig {

  /** Life of a code: long enough to walk to the other PC. */
  @WithDefault("15m")
  Duration codeLife();

  /** Wrong tries after which a code is void; a typist needs two or three. */
  @WithDefault("5")
  int attempts();
}
