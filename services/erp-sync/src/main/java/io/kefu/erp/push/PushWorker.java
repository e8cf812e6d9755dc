package io.kefu.erp.push;

import io.kefu.chassis.persistence.DatabaseFault;
import io.kefu.erp.ErpConfig;
import io.kefu.erp.connector.Connectors;
import io.kefu.erp.connector.ErpConnector;
import io.kefu.erp.connector.ErpException;
import io.kefu.erp.connector.ErpException.Kind;
import io.kefu.erp.push.CustomerSync.Result;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** Works the queue off: claims what is due and synchronises it, a bounded number side by side. */
@ApplicationScoped
public class PushWorker {

  private static final Logger LOG = Logger.getLogger(PushWorker.class);
  private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(30);

  private final Connectors connectors;
  private final SyncStore store;
  private final ErpConfig config;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final RandomGenerator random = RandomGenerator.getDefault();

  /** Tenants whose ERP does not answer: nobody is sent there before the pause is over. */
  private final ConcurrentHashMap<String, Pause> pauses = new ConcurrentHashMap<>();

  private record Pause(int failures, Instant until) {}

  /** Wires the worker. */
  public PushWorker(
      Connectors connectors,
      SyncStore store,
      ErpConfig config,
      Clock clock,
      MeterRegistry metrics) {
    this.connectors = connectors;
    this.store = store;
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Scheduled(
      every = "${kefu.erp.push.every:5s}",
      delayed = "3s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void tick() {
    for (String tenant : connectors.tenants()) {
      try {
        while (push(tenant) >= config.push().batch()) {
          // More is due than one batch.
        }
      } catch (RuntimeException e) {
        LOG.warnf("push of tenant %s stopped, trying again later: %s", tenant, e);
      }
    }
  }

  /** Pushes one batch of a tenant; blocks; answers how many were claimed. */
  public int push(String tenantId) {
    Optional<ErpConnector> connector = connectors.of(tenantId);
    if (connector.isEmpty() || paused(tenantId)) {
      return 0;
    }
    List<Claim> claims = wait(store.claim(tenantId));
    Semaphore sideBySide = new Semaphore(config.push().parallel());
    // Closing waits for all of them.
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Claim claim : claims) {
        sideBySide.acquireUninterruptibly();
        threads.execute(
            () -> {
              try {
                push(claim, connector.get());
              } catch (RuntimeException e) {
                brokeOff(claim, e);
              } finally {
                sideBySide.release();
              }
            });
      }
    }
    return claims.size();
  }

  private void push(Claim claim, ErpConnector connector) {
    // Waiting in this batch may have used the lease up, or shown that the ERP is away.
    if (paused(claim.tenantId()) || !wait(store.renew(claim))) {
      wait(store.release(claim));
      return;
    }
    Result result = CustomerSync.sync(claim, connector, () -> wait(store.renew(claim)));
    if (!(result instanceof Result.Failed failed && ofTheConnection(failed.cause()))) {
      pauses.remove(claim.tenantId());
    }
    switch (result) {
      case Result.Synced synced -> {
        wait(store.synced(claim, synced));
        count("synced");
      }
      case Result.Skipped skipped -> {
        wait(store.skipped(claim, skipped.verdict()));
        count("skipped");
      }
      case Result.Interrupted interrupted -> {
        wait(store.release(claim));
        count("interrupted");
      }
      case Result.Failed failed -> {
        failed(claim, failed.cause());
        count("failed");
      }
    }
  }

  private void brokeOff(Claim claim, RuntimeException cause) {
    LOG.warnf(
        "push of customer %s of tenant %s broke off: %s",
        claim.customerId(), claim.tenantId(), cause);
    if (DatabaseFault.isData(cause)) {
      // It would be refused at every try: a person has to look.
      failed(claim, new ErpException(Kind.REFUSED, "the database refuses the ERP's record"));
    }
    // Otherwise the lease runs out and the customer is claimed again.
  }

  private void failed(Claim claim, ErpException cause) {
    Backoff backoff = new Backoff(config.push().firstBackoff(), config.push().longestBackoff());
    Instant now = clock.instant();
    boolean away = ofTheConnection(cause);
    // An ERP that is away is no fault of the customer: it never makes a dead letter.
    int attempts = away ? Math.max(1, claim.attempts()) : claim.attempts() + 1;
    if (away) {
      pauses.compute(
          claim.tenantId(),
          (tenant, pause) -> {
            int failures = pause == null ? 1 : pause.failures() + 1;
            return new Pause(failures, now.plus(backoff.pause(failures, random)));
          });
    }
    boolean dead = !cause.kind().retryable() || (!away && attempts >= config.push().maxAttempts());
    Optional<Instant> next =
        dead ? Optional.empty() : Optional.of(now.plus(backoff.pause(attempts, random)));
    LOG.warnf(
        "push failed: tenant=%s customer=%s code=%s attempts=%d dead=%s cause=%s",
        claim.tenantId(),
        claim.customerId(),
        cause.kind().code(),
        attempts,
        dead,
        cause.getMessage());
    metrics.counter("error_count_total", "code", cause.kind().code(), "topic", "erp").increment();
    String state = cause.kind() == Kind.CAPTCHA ? "CAPTCHA" : away ? "DOWN" : "UP";
    wait(store.failed(claim, cause.kind().code(), attempts, next, state));
  }

  private boolean paused(String tenantId) {
    Pause pause = pauses.get(tenantId);
    return pause != null && clock.instant().isBefore(pause.until());
  }

  private static boolean ofTheConnection(ErpException cause) {
    return switch (cause.kind()) {
      case UNREACHABLE, NO_SESSION, LOGIN_REFUSED, CAPTCHA -> true;
      case BROKEN, UNREADABLE, NOT_PERSISTED, REFUSED, DUPLICATE -> false;
    };
  }

  private void count(String outcome) {
    metrics.counter("erp_push", "outcome", outcome).increment();
  }

  private static <T> T wait(Uni<T> uni) {
    return uni.await().atMost(DATABASE_PATIENCE);
  }
}
