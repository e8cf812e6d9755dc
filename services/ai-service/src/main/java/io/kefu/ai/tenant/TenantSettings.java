package io.kefu.ai.tenant;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.kefu.ai.provider.ProviderChange;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * What a tenant changed of the installation's settings; whatever is null is as the installation has
 * it. Holds no key: keys are sealed and live elsewhere.
 *
 * @param order primary first; an empty list means that no model writes
 * @param providers changes by the provider's name, and providers of the tenant's own
 * @param style how we speak to customers
 * @param budget what may be spent in a day
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = false)
public record TenantSettings(
    List<String> order, Map<String, ProviderChange> providers, String style, Budget budget) {

  /** Nothing changed. */
  public static final TenantSettings NONE = new TenantSettings(null, null, null, null);

  /** Copies the collections. */
  public TenantSettings {
    order = order == null ? null : List.copyOf(order);
    providers = providers == null ? Map.of() : Map.copyOf(providers);
  }

  /**
   * What may be spent in a day; never more than the installation allows.
   *
   * @param zone where days begin, such as Asia/Shanghai
   */
  @RegisterForReflection
  public record Budget(String zone, Long dailyTokens, BigDecimal dailyCost) {}
}
