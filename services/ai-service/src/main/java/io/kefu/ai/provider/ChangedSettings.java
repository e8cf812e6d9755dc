package io.kefu.ai.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.ai.provider.ProviderConfig.Breaker;
import io.kefu.ai.provider.ProviderConfig.Price;
import io.kefu.ai.provider.ProviderConfig.Settings;
import io.kefu.ai.provider.ProviderConfig.Tier;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** The installation's settings of a provider with a tenant's changes over them. */
record ChangedSettings(Settings base, ProviderChange change) implements Settings {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public ProviderKind kind() {
    return change.kind() == null ? base.kind() : change.kind();
  }

  @Override
  public Optional<String> baseUrl() {
    if (change.baseUrl() != null) {
      return Optional.of(change.baseUrl());
    }
    // Another kind lives at its own address, not at the one of the kind it replaces.
    return change.kind() == null ? base.baseUrl() : Optional.empty();
  }

  @Override
  public Optional<String> apiKey() {
    return change.leadsElsewhere() ? Optional.empty() : base.apiKey();
  }

  @Override
  public Optional<String> model() {
    return Optional.ofNullable(change.model())
        .or(() -> change.kind() == null ? base.model() : Optional.empty());
  }

  @Override
  public Tier tier() {
    return change.tier() == null ? base.tier() : change.tier();
  }

  @Override
  public Optional<String> appId() {
    return change.leadsElsewhere()
        ? Optional.ofNullable(change.appId())
        : Optional.ofNullable(change.appId()).or(base::appId);
  }

  @Override
  public Duration timeout() {
    return change.timeoutMs() == null ? base.timeout() : Duration.ofMillis(change.timeoutMs());
  }

  @Override
  public int retries() {
    return base.retries();
  }

  @Override
  public int maxOutputTokens() {
    return change.maxOutputTokens() == null ? base.maxOutputTokens() : change.maxOutputTokens();
  }

  @Override
  public Optional<Double> temperature() {
    return Optional.ofNullable(change.temperature()).or(base::temperature);
  }

  @Override
  public Optional<ProviderKind.JsonMode> jsonMode() {
    return change.kind() == null ? base.jsonMode() : Optional.empty();
  }

  @Override
  public Optional<String> parameters() {
    if (change.parameters() != null) {
      return Optional.of(JSON.valueToTree(change.parameters()).toString());
    }
    return change.kind() == null ? base.parameters() : Optional.empty();
  }

  @Override
  public int maxConcurrent() {
    return base.maxConcurrent();
  }

  @Override
  public int requestsPerMinute() {
    return base.requestsPerMinute();
  }

  @Override
  public Breaker breaker() {
    return base.breaker();
  }

  @Override
  public Price price() {
    return new ChangedPrice(base.price(), change);
  }

  private record ChangedPrice(Price base, ProviderChange change) implements Price {
    @Override
    public BigDecimal in() {
      return change.priceIn() == null ? base.in() : change.priceIn();
    }

    @Override
    public BigDecimal out() {
      return change.priceOut() == null ? base.out() : change.priceOut();
    }
  }
}
