package io.kefu.ai.provider;

import java.util.Optional;

/** Where a tenant's own keys come from. */
@FunctionalInterface
public interface ProviderKeys {

  /** The tenant's key for a provider; empty when the installation's own serves it. May block. */
  Optional<String> key(String tenantId, String provider) throws ProviderFailure;
}
