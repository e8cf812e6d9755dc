package io.kefu.gateway.auth;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/**
 * First tenant, user and agent of an installation. What is set is created when it is absent and
 * never changed when it is there.
 */
@ConfigMapping(prefix = "kefu.bootstrap")
public interface BootstrapConfig {

  /** Tenant id: lower-case letters, digits, {@code _}, {@code -}. */
  Optional<String> tenant();

  /** Its first administrator's username. */
  Optional<String> adminUsername();

  /** Their password, at least 10 characters. */
  Optional<String> adminPassword();

  /** First platform administrator, who manages tenants; their tenant is made as well. */
  Optional<String> platformUsername();

  /** Their password, at least 10 characters. */
  Optional<String> platformPassword();

  /** The tenant's first agent. */
  Optional<String> agentId();

  /** The agent's secret, at least 10 characters. */
  Optional<String> agentSecret();
}
