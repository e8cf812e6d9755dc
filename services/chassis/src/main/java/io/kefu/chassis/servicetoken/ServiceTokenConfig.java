package io.kefu.chassis.servicetoken;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the tokens that services show each other. */
@ConfigMapping(prefix = "kefu.service-token")
public interface ServiceTokenConfig {

  /**
   * Key shared by the services of one installation: base64url of at least 32 random bytes. Has no
   * default: a known key would let anyone on the network act for every tenant.
   */
  String secret();

  /** How long a token is good for; long enough for one call and the clocks' disagreement. */
  @WithDefault("60s")
  Duration lifetime();
}
