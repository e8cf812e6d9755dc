package io.kefu.ai.provider;

import io.kefu.ai.provider.ProviderConfig.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Primary, then backups, under one deadline. Each provider gets at most its fair share of what is
 * left, so that a primary that hangs cannot eat its backups' time; an attempt is repeated only when
 * its failure is worth it. Thread-safe; blocks its caller.
 */
public final class ProviderChain {

  /**
   * Turns a completion into what is wanted, or refuses it.
   *
   * @param <T> what is wanted
   */
  @FunctionalInterface
  public interface Acceptance<T> {
    /**
     * Looks at what a model wrote.
     *
     * @throws ProviderFailure of kind {@code REJECTED} when it must not be used
     */
    T accept(Completion completion) throws ProviderFailure;
  }

  /** Is told of each attempt, for accounting. */
  @FunctionalInterface
  public interface Witness {
    /** An attempt has ended. Must not fail. */
    void ended(String tenantId, Attempt attempt);
  }

  /** Waits between attempts. */
  @FunctionalInterface
  public interface Pause {
    /** Waits that long. */
    void of(Duration time) throws InterruptedException;
  }

  /**
   * One call of one provider.
   *
   * @param failure why it gave nothing; null when it did
   * @param detail of the failure, for logs; null without one
   */
  public record Attempt(
      String provider,
      String model,
      FailureKind failure,
      String detail,
      long tokensIn,
      long tokensOut,
      long latencyMs) {}

  /**
   * What came of it.
   *
   * @param <T> what is wanted
   */
  public sealed interface Outcome<T> {
    /** All calls made, in order. */
    List<Attempt> attempts();

    /** A provider gave what is wanted. */
    record Written<T>(T value, Completion completion, String provider, List<Attempt> attempts)
        implements Outcome<T> {}

    /** None did. */
    record Exhausted<T>(List<Attempt> attempts) implements Outcome<T> {}
  }

  private final Function<String, List<ModelProvider>> providers;
  private final ChainConfig config;
  private final Witness witness;
  private final LongSupplier nanoTime;
  private final Pause pause;

  /**
   * A chain.
   *
   * @param providers of a tenant, primary first
   */
  public ProviderChain(
      Function<String, List<ModelProvider>> providers,
      ChainConfig config,
      Witness witness,
      LongSupplier nanoTime,
      Pause pause) {
    this.providers = providers;
    this.config = config;
    this.witness = witness;
    this.nanoTime = nanoTime;
    this.pause = pause;
  }

  /** Whether no model writes for a tenant. */
  public boolean isEmpty(String tenantId) {
    return providers.apply(tenantId).isEmpty();
  }

  /** Lets the chain write; those of the wanted tier first, otherwise in the configured order. */
  public <T> Outcome<T> write(
      String tenantId, ModelCall call, Tier tier, Duration limit, Acceptance<T> acceptance) {
    return run(tenantId, tier, limit, acceptance, (p, time) -> p.complete(tenantId, call, time));
  }

  /** One way of calling a provider. */
  @FunctionalInterface
  public interface Calling {
    /** Calls it. */
    Completion call(ModelProvider provider, Duration limit) throws ProviderFailure;
  }

  /** The same with another way of calling, such as streaming. */
  public <T> Outcome<T> run(
      String tenantId, Tier tier, Duration limit, Acceptance<T> acceptance, Calling calling) {
    long end = nanoTime.getAsLong() + limit.toNanos();
    List<ModelProvider> order = new ArrayList<>(providers.apply(tenantId));
    order.sort(Comparator.comparing(provider -> provider.tier() != tier));
    List<Attempt> attempts = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      ModelProvider provider = order.get(i);
      int left = order.size() - i;
      for (int n = 0; n <= provider.retries(); n++) {
        long begun = nanoTime.getAsLong();
        Duration share = Duration.ofNanos(Math.max(0, end - begun)).dividedBy(left);
        Duration time = share.compareTo(provider.timeout()) < 0 ? share : provider.timeout();
        if (time.compareTo(config.shortestAttempt()) < 0) {
          note(attempts, tenantId, failed(provider, FailureKind.NO_TIME, null, 0, 0, begun));
          break;
        }
        try {
          Completion completion = calling.call(provider, time);
          T value = accepted(acceptance, completion);
          note(
              attempts,
              tenantId,
              new Attempt(
                  provider.name(),
                  provider.model(),
                  null,
                  null,
                  completion.tokensIn(),
                  completion.tokensOut(),
                  since(begun)));
          return new Outcome.Written<>(value, completion, provider.name(), List.copyOf(attempts));
        } catch (ProviderFailure e) {
          note(
              attempts,
              tenantId,
              failed(provider, e.kind(), e.getMessage(), e.tokensIn(), e.tokensOut(), begun));
          if (!e.kind().worthRetrying() || n == provider.retries() || !paused()) {
            break;
          }
        }
      }
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
    }
    return new Outcome.Exhausted<>(List.copyOf(attempts));
  }

  private static <T> T accepted(Acceptance<T> acceptance, Completion completion)
      throws ProviderFailure {
    try {
      return acceptance.accept(completion);
    } catch (ProviderFailure e) {
      // Refused or not, it was written and is paid for.
      throw new ProviderFailure(
          e.kind(), e.detail(), completion.tokensIn(), completion.tokensOut());
    }
  }

  private Attempt failed(
      ModelProvider provider, FailureKind kind, String detail, long in, long out, long begun) {
    return new Attempt(provider.name(), provider.model(), kind, detail, in, out, since(begun));
  }

  private void note(List<Attempt> attempts, String tenantId, Attempt attempt) {
    attempts.add(attempt);
    witness.ended(tenantId, attempt);
  }

  private boolean paused() {
    try {
      pause.of(config.retryPause());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private long since(long begun) {
    return Duration.ofNanos(nanoTime.getAsLong() - begun).toMillis();
  }
}
