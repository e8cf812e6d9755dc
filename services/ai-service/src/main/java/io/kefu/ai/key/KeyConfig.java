package io.kefu.ai.key;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** How tenants' provider keys are sealed. Without a secret, tenants cannot bring keys. */
@ConfigMapping(prefix = "kefu.ai.keys")
public interface KeyConfig {

  /** Id of the secret that seals new keys. */
  @WithDefault("k1")
  String active();

  /**
   * The secrets by id: base64url of 32 random bytes each. An old one stays until nothing uses it.
   */
  Map<String, Secret> secrets();

  /** How long another replica may go on using a key that was changed or removed. */
  @WithDefault("30s")
  Duration cached();

  /** How long the database may take. */
  @WithDefault("2s")
  Duration patience();

  /** One secret. */
  interface Secret {
    /** Base64url of 32 random bytes; no default. */
    Optional<String> value();
  }
}
