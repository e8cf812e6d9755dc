package io.kefu.ai.provider;

import io.kefu.ai.provider.ProviderConfig.Tier;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.util.Map;

/**
 * What a tenant has otherwise than the installation; what is null is as it is there. One with a
 * kind or an address of the tenant's own never gets the installation's key.
 *
 * @param timeoutMs longest wait for one attempt, 100 to 120000
 * @param parameters fields of the body beside the standard ones, in place of the kind's
 * @param priceIn per 1,000 tokens read
 * @param priceOut per 1,000 tokens written
 */
@RegisterForReflection
public record ProviderChange(
    ProviderKind kind,
    String baseUrl,
    String model,
    Tier tier,
    String appId,
    Integer timeoutMs,
    Integer maxOutputTokens,
    Double temperature,
    Map<String, Object> parameters,
    BigDecimal priceIn,
    BigDecimal priceOut) {

  /** Whether it leads somewhere else than the installation's provider of that name. */
  boolean leadsElsewhere() {
    return kind != null || baseUrl != null;
  }
}
