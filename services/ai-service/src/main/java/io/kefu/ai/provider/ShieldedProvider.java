package io.kefu.ai.provider;

import io.kefu.ai.provider.ProviderConfig.Settings;
import io.kefu.ai.provider.ProviderConfig.Tier;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.RateLimitException;
import io.smallrye.faulttolerance.api.TypedGuard;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

/**
 * A provider behind a breaker, a bulkhead and a rate limit: what is broken or full costs the chain
 * no time.
 */
final class ShieldedProvider implements ModelProvider {

  private static final Logger LOG = Logger.getLogger(ShieldedProvider.class);

  private final ModelProvider provider;
  private final TypedGuard<Completion> guard;
  private volatile CircuitBreakerState state = CircuitBreakerState.CLOSED;

  ShieldedProvider(ModelProvider provider, Settings settings) {
    this.provider = provider;
    this.guard =
        TypedGuard.create(Completion.class)
            .withDescription("provider " + provider.name())
            .withCircuitBreaker()
            .when(ShieldedProvider::countsForBreaker)
            .requestVolumeThreshold(settings.breaker().volume())
            .failureRatio(settings.breaker().ratio())
            .delay(settings.breaker().delay().toMillis(), ChronoUnit.MILLIS)
            .onStateChange(this::changed)
            .done()
            .withRateLimit()
            .limit(settings.requestsPerMinute())
            .window(1, ChronoUnit.MINUTES)
            .done()
            .withBulkhead()
            .limit(settings.maxConcurrent())
            .done()
            .build();
  }

  private void changed(CircuitBreakerState now) {
    LOG.warnf("breaker of provider %s is %s", provider.name(), now);
    state = now;
  }

  private static boolean countsForBreaker(Throwable error) {
    return error instanceof ProviderFailure failure && failure.kind().countsForBreaker();
  }

  /** 0 closed, 1 half open, 2 open. */
  int breakerState() {
    return switch (state) {
      case CLOSED -> 0;
      case HALF_OPEN -> 1;
      case OPEN -> 2;
    };
  }

  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public String model() {
    return provider.model();
  }

  @Override
  public Tier tier() {
    return provider.tier();
  }

  @Override
  public Duration timeout() {
    return provider.timeout();
  }

  @Override
  public int retries() {
    return provider.retries();
  }

  @Override
  public Completion complete(String tenantId, ModelCall call, Duration limit)
      throws ProviderFailure {
    return shielded(() -> provider.complete(tenantId, call, limit));
  }

  @Override
  public Completion stream(
      String tenantId, ModelCall call, Duration limit, Consumer<String> growing)
      throws ProviderFailure {
    return shielded(() -> provider.stream(tenantId, call, limit, growing));
  }

  private Completion shielded(Callable<Completion> work) throws ProviderFailure {
    try {
      return guard.call(work);
    } catch (ProviderFailure e) {
      throw e;
    } catch (CircuitBreakerOpenException e) {
      throw new ProviderFailure(FailureKind.BREAKER_OPEN, null);
    } catch (BulkheadException e) {
      throw new ProviderFailure(FailureKind.BUSY, null);
    } catch (RateLimitException e) {
      throw new ProviderFailure(FailureKind.OWN_RATE_LIMIT, null);
    } catch (Exception e) {
      throw Faults.of(e);
    }
  }
}
