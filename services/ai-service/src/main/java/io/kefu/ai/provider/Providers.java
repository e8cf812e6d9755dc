package io.kefu.ai.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.ai.provider.ProviderChain.Attempt;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
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
  private static final int MAX_OWN = 5_000;

  /** Settings that a provider of a tenant's own begins from. */
  private static final String TEMPLATE = "custom";

  private static final BigDecimal MICROS_PER_THOUSAND = BigDecimal.valueOf(1_000);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, ShieldedProvider> providers = new LinkedHashMap<>();
  private final Map<String, Settings> settings;
  private final Map<String, Own> own = new ConcurrentHashMap<>();
  private final List<String> order;
  private final ProviderKeys keys;
  private final TenantModels tenants;
  private final ChatModels factory;
  private final MeterRegistry metrics;
  private final ProviderChain chain;

  /** A provider that a tenant changed, and what it was made of. */
  private record Own(ProviderChange change, Settings settings, ShieldedProvider provider) {}

  /** Builds what the configuration names; connects to nobody. */
  public Providers(
      ProviderConfig config,
      ChainConfig chainConfig,
      ProviderKeys keys,
      TenantModels tenants,
      ObjectMapper json,
      MeterRegistry metrics) {
    this.settings = config.byName();
    this.metrics = metrics;
    this.keys = keys;
    this.tenants = tenants;
    this.factory = new ChatModels(json);
    settings.forEach(
        (name, each) -> {
          if (isWhole(name, each)) {
            factory.parameters(each);
            ShieldedProvider provider =
                new ShieldedProvider(
                    new LangChainProvider(name, each, factory, keys, threads), each);
            providers.put(name, provider);
          }
        });
    List<ModelProvider> named = new ArrayList<>();
    for (String name : chainConfig.order().orElse(List.of())) {
      ShieldedProvider provider = providers.get(name.strip());
      if (provider == null) {
        throw new IllegalStateException(
            "kefu.ai.chain.order names %1$s, which needs kefu.ai.providers.%1$s.model and .base-url"
                .formatted(name.strip()));
      }
      named.add(provider);
      Gauge.builder("ai_provider_breaker_state", provider, ShieldedProvider::breakerState)
          .description("0 closed, 1 half open, 2 open")
          .tag("provider", provider.name())
          .register(metrics);
    }
    this.order = named.stream().map(ModelProvider::name).toList();
    this.chain =
        new ProviderChain(
            this::order, chainConfig, this::count, System::nanoTime, time -> Thread.sleep(time));
    LOG.infof(
        "chain of providers: %s", named.isEmpty() ? "none, answers are extractive" : names(named));
  }

  private static boolean isWhole(String name, Settings settings) {
    try {
      return ChatModels.isWhole(settings);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "kefu.ai.providers.%s.base-url %s".formatted(name, e.getMessage()), e);
    }
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

  /** A tenant's providers, primary first; what it can no longer call is left out. */
  private List<ModelProvider> order(String tenantId) {
    return orderOf(tenantId).stream().flatMap(name -> named(tenantId, name).stream()).toList();
  }

  /** Names of a tenant's primary and backups. */
  public List<String> orderOf(String tenantId) {
    return tenants.choice(tenantId).order().orElse(order);
  }

  /** Every provider that a tenant could call, chained or not. */
  public List<ModelProvider> all(String tenantId) {
    Set<String> names = new TreeSet<>(providers.keySet());
    names.addAll(tenants.choice(tenantId).changes().keySet());
    return names.stream().flatMap(name -> named(tenantId, name).stream()).toList();
  }

  /** One provider of the installation. */
  public Optional<ModelProvider> named(String name) {
    return Optional.ofNullable(providers.get(name));
  }

  /** One provider as a tenant has it. */
  public Optional<ModelProvider> named(String tenantId, String name) {
    Own changed = own(tenantId, name);
    return changed == null ? named(name) : Optional.ofNullable(changed.provider());
  }

  /** Whether a tenant knows the name, even if it cannot be called yet. */
  public boolean knows(String tenantId, String name) {
    return settings.containsKey(name) || tenants.choice(tenantId).changes().containsKey(name);
  }

  /** The tenant's own provider; null when it has none of that name. */
  private Own own(String tenantId, String name) {
    ProviderChange change = tenants.choice(tenantId).changes().get(name);
    if (change == null) {
      return null;
    }
    if (own.size() >= MAX_OWN) {
      own.clear();
    }
    return own.compute(
        tenantId + "\n" + name,
        (place, made) -> made != null && made.change().equals(change) ? made : made(name, change));
  }

  private Own made(String name, ProviderChange change) {
    Settings merged =
        new ChangedSettings(settings.getOrDefault(name, settings.get(TEMPLATE)), change);
    if (!ChatModels.isWhole(merged)) {
      return new Own(change, merged, null);
    }
    ProviderKeys checked =
        (tenant, provider) -> {
          // Looked at on each call: a name may lead elsewhere tomorrow.
          if (change.baseUrl() != null && !tenants.mayReach(change.baseUrl())) {
            throw new ProviderFailure(FailureKind.REFUSED, "address");
          }
          return keys.key(tenant, provider);
        };
    return new Own(
        change,
        merged,
        new ShieldedProvider(
            new LangChainProvider(name, merged, factory, checked, threads), merged));
  }

  /** What an attempt costs a tenant, in millionths of the currency. */
  public long costMicros(String tenantId, Attempt attempt) {
    Own changed = own(tenantId, attempt.provider());
    Settings used = changed == null ? settings.get(attempt.provider()) : changed.settings();
    if (used == null) {
      // The tenant took it back while it wrote.
      return 0;
    }
    return used.price()
        .in()
        .multiply(BigDecimal.valueOf(attempt.tokensIn()))
        .add(used.price().out().multiply(BigDecimal.valueOf(attempt.tokensOut())))
        .multiply(MICROS_PER_THOUSAND)
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }

  /** Breaker of a tenant's provider: 0 closed, 1 half open, 2 open. */
  public int breakerState(String tenantId, String name) {
    Own changed = own(tenantId, name);
    return (changed == null ? providers.get(name) : changed.provider()).breakerState();
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
        .increment(costMicros(tenantId, attempt) / 1e6);
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
