package io.kefu.ai.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.ai.provider.ProviderChain.Attempt;
import io.kefu.ai.provider.ProviderConfig.Price;
import io.kefu.ai.provider.ProviderConfig.Settings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * All providers of the installation and the chain made of them. A configuration that cannot work
 * (an unknown name in the chain, no model, no address) stops the start and says which setting.
 */
@Startup
@ApplicationScoped
public class Providers {

  private static final Logger LOG = Logger.getLogger(Providers.class);
  private static final BigDecimal MICROS_PER_THOUSAND = BigDecimal.valueOf(1_000);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, ShieldedProvider> providers = new LinkedHashMap<>();
  private final Map<String, Settings> settings;
  private final MeterRegistry metrics;
  private final ProviderChain chain;

  /** Builds what the configuration names; connects to nobody. */
  public Providers(
      ProviderConfig config,
      ChainConfig chainConfig,
      ProviderKeys keys,
      ObjectMapper json,
      MeterRegistry metrics) {
    this.settings = config.byName();
    this.metrics = metrics;
    ChatModels factory = new ChatModels(json);
    settings.forEach(
        (name, each) -> {
          if (each.model().isPresent() && ChatModels.baseUrl(each) != null) {
            factory.parameters(each);
            ShieldedProvider provider =
                new ShieldedProvider(
                    new LangChainProvider(name, each, factory, keys, threads), each);
            providers.put(name, provider);
          }
        });
    List<ModelProvider> order = new ArrayList<>();
    for (String name : chainConfig.order().orElse(List.of())) {
      ShieldedProvider provider = providers.get(name.strip());
      if (provider == null) {
        throw new IllegalStateException(
            "kefu.ai.chain.order names %1$s, which needs kefu.ai.providers.%1$s.model and .base-url"
                .formatted(name.strip()));
      }
      order.add(provider);
      Gauge.builder("ai_provider_breaker_state", provider, ShieldedProvider::breakerState)
          .description("0 closed, 1 half open, 2 open")
          .tag("provider", provider.name())
          .register(metrics);
    }
    this.chain =
        new ProviderChain(
            order, chainConfig, this::count, System::nanoTime, time -> Thread.sleep(time));
    LOG.infof(
        "chain of providers: %s", order.isEmpty() ? "none, answers are extractive" : names(order));
  }

  private static String names(List<ModelProvider> order) {
    return String.join(" → ", order.stream().map(p -> p.name() + "/" + p.model()).toList());
  }

  @PreDestroy
  void stop() {
    threads.shutdownNow();
  }

  /** Primary and backups. */
  public ProviderChain chain() {
    return chain;
  }

  /** Every provider that could be called, chained or not, by name. */
  public Map<String, ModelProvider> all() {
    return Map.copyOf(providers);
  }

  /** One provider. */
  public Optional<ModelProvider> named(String name) {
    return Optional.ofNullable(providers.get(name));
  }

  /** Whether the configuration knows the name, even if it cannot be called yet. */
  public boolean knows(String name) {
    return settings.containsKey(name);
  }

  /** What an attempt costs, in millionths of the currency. */
  public long costMicros(Attempt attempt) {
    Price price = settings.get(attempt.provider()).price();
    return price
        .in()
        .multiply(BigDecimal.valueOf(attempt.tokensIn()))
        .add(price.out().multiply(BigDecimal.valueOf(attempt.tokensOut())))
        .multiply(MICROS_PER_THOUSAND)
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }

  /** Breaker of a provider: 0 closed, 1 half open, 2 open. */
  public int breakerState(String name) {
    return providers.get(name).breakerState();
  }

  private void count(String tenantId, Attempt attempt) {
    String outcome = attempt.failure() == null ? "ok" : attempt.failure().code();
    metrics
        .counter(
            "ai_provider_requests_total",
            "provider",
            attempt.provider(),
            "model",
            attempt.model(),
            "outcome",
            outcome)
        .increment();
    Timer.builder("ai_provider_duration")
        .description("time of one attempt")
        .tag("provider", attempt.provider())
        .tag("model", attempt.model())
        .publishPercentileHistogram()
        .register(metrics)
        .record(Duration.ofMillis(attempt.latencyMs()));
    tokens(attempt, "in", attempt.tokensIn());
    tokens(attempt, "out", attempt.tokensOut());
    metrics
        .counter("ai_provider_cost_total", "provider", attempt.provider(), "model", attempt.model())
        .increment(costMicros(attempt) / 1e6);
    // What did not reach the provider is in the counter; a line each would drown the log.
    if (attempt.failure() != null && attempt.failure().reachedTheProvider()) {
      LOG.warnf(
          "provider %s gave nothing usable after %d ms: %s",
          attempt.provider(), attempt.latencyMs(), attempt.detail());
    }
  }

  private void tokens(Attempt attempt, String direction, long count) {
    metrics
        .counter(
            "ai_provider_tokens_total",
            "provider",
            attempt.provider(),
            "model",
            attempt.model(),
            "direction",
            direction)
        .increment(count);
  }
}
