package io.kefu.ai.tenant;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What tenants may set for themselves. */
@ConfigMapping(prefix = "kefu.ai.tenants")
public interface TenantSettingsConfig {

  /** Where a tenant's own provider may live. */
  enum Addresses {
    /** Nowhere: the installation's addresses alone. */
    NONE,
    /** Behind https on the public Internet. */
    PUBLIC,
    /** Anywhere, this machine and its network included. */
    ANY
  }

  /** Where a tenant's own provider may live. */
  @WithDefault("public")
  Addresses addresses();

  /** How long another replica may go on with settings that were changed. */
  @WithDefault("2s")
  Duration cached();

  /** How long the last known settings go on before a database that was away is asked again. */
  @WithDefault("10s")
  Duration cachedOnFailure();

  /** How long the database may take. */
  @WithDefault("2s")
  Duration patience();
}
