package io.kefu.gateway.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the keys that sign access tokens. */
@ConfigMapping(prefix = "kefu.token-keys")
public interface TokenKeysConfig {

  /**
   * Seals the private keys in the database: base64url of 32 random bytes. Has no default: a known
   * key would let a reader of the database sign tokens.
   */
  String secret();

  /** How long one key signs. */
  @WithDefault("30d")
  Duration rotation();

  /** How long before it signs a new key is published, so that every replica knows it by then. */
  @WithDefault("10m")
  Duration announce();

  /** How often each replica looks for new keys. */
  @WithDefault("30s")
  Duration poll();
}
