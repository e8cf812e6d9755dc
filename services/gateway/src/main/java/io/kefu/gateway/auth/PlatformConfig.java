package io.kefu.gateway.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The tenant whose people run the installation. */
@ConfigMapping(prefix = "kefu.platform")
public interface PlatformConfig {

  /**
   * Id of the platform's own tenant. It serves no customers; the role {@code platform_admin} counts
   * here alone, and no tenant can be created under this id.
   */
  @WithDefault("platform")
  String tenant();
}
