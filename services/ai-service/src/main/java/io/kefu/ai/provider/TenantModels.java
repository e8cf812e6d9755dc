package io.kefu.ai.provider;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where tenants' own choices come from. */
public interface TenantModels {

  /**
   * A tenant's choice.
   *
   * @param order primary first; empty when the installation's order serves
   * @param changes by the provider's name
   */
  record Choice(Optional<List<String>> order, Map<String, ProviderChange> changes) {}

  /** The choice in use; never fails. May block. */
  Choice choice(String tenantId);

  /** Whether a tenant's own provider may live there, now. May ask the name service. */
  boolean mayReach(String baseUrl);
}
