package io.kefu.message.flow;

import io.kefu.chassis.persistence.DatabaseFault;
import io.kefu.message.intake.Wake;
import io.kefu.message.reply.OutboxPlan;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Shutdown;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Claims due chats and works on each on a virtual thread of its own, up to a bound (design.md,
 * promise 5): one slow model call holds up its own chat only. It looks when it is woken, when the
 * next known burst is due, when work ends, and else from time to time, because another process may
 * have died.
 */
@ApplicationScoped
public class Dispatcher implements Wake {

  private static final Logger LOG = Logger.getLogger(Dispatcher.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

  private final ChatClaims claims;
  private final ChatWorker worker;
  private final FlowConfig config;
  private final Semaphore free;
  private final Set<ClaimedChat> held = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private final ExecutorService workers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("chat-", 0).factory());
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("chat-timer").daemon().factory());
  private Thread loop;
  private boolean wake;
  private volatile boolean running;

  Dispatcher(ChatClaims claims, ChatWorker worker, FlowConfig config, MeterRegistry metrics) {
    this.claims = claims;
    this.worker = worker;
    this.config = config;
    this.free = new Semaphore(config.parallelism());
    metrics.gauge("chats_under_work", held, Set::size);
  }

  @Startup
  void start() {
    running = true;
    long third = Math.max(1, config.lease().toMillis() / 3);
    timer.scheduleAtFixedRate(this::renew, third, third, TimeUnit.MILLISECONDS);
    loop = Thread.ofVirtual().name("chat-dispatcher").start(this::run);
  }

  /** Whether it still looks for due chats. */
  public boolean isRunning() {
    return running && loop != null && loop.isAlive();
  }

  @Override
  public void due(Duration in) {
    if (in.isZero() || in.isNegative()) {
      wake();
    } else if (!timer.isShutdown()) {
      timer.schedule(this::wake, in.toMillis() + 1, TimeUnit.MILLISECONDS);
    }
  }

  private void wake() {
    lock.lock();
    try {
      wake = true;
      woken.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (running) {
      try {
        int room = Math.min(free.availablePermits(), config.claimBatch());
        List<ClaimedChat> claimed =
            room == 0
                ? List.of()
                : claims
                    .claim(room, config.messagesPerClaim(), config.lease())
                    .subscribeAsCompletionStage()
                    .join();
        claimed.forEach(this::begin);
        if (claimed.size() < room || room == 0) {
          rest();
        }
      } catch (RuntimeException e) {
        LOG.warnf("cannot claim chats, trying again: %s", root(e));
        rest();
      }
    }
  }

  /** Waits until woken, or until it is time to look anyway. */
  private void rest() {
    lock.lock();
    try {
      if (!wake) {
        long ignored = woken.awaitNanos(config.poll().toNanos());
      }
      wake = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running = false;
    } finally {
      lock.unlock();
    }
  }

  private void begin(ClaimedChat claim) {
    free.acquireUninterruptibly();
    held.add(claim);
    workers.execute(() -> work(claim));
  }

  private void work(ClaimedChat claim) {
    boolean lookAgain = true;
    try {
      worker.work(claim).ifPresent(this::due);
    } catch (RuntimeException e) {
      lookAgain = false;
      failed(claim, root(e), !(e instanceof Delivery.Unpublished));
    } finally {
      held.remove(claim);
      free.release();
    }
    if (lookAgain) {
      // A message may have come for this chat while it was claimed, and others may wait for room.
      wake();
    }
  }

  private void failed(ClaimedChat claim, Throwable cause, boolean counts) {
    Duration wait = OutboxPlan.backoff(claim.failures() + 1, FIRST_RETRY, LONGEST_RETRY);
    LOG.warnf(
        "work on a chat of agent %s failed (%d in a row), again in %d ms: %s",
        claim.chat().agentId(), claim.failures() + 1, wait.toMillis(), cause);
    LOG.debugf(cause, "work on chat %s failed", claim.chat());
    claims
        .failed(claim, wait, counts)
        .onFailure(DatabaseFault::isConflict)
        .retry()
        .atMost(3)
        .subscribe()
        .with(
            given -> due(wait),
            failure -> LOG.debugf("the lease of chat %s runs out by itself", claim.chat()));
  }

  private void renew() {
    claims
        .renew(List.copyOf(held), config.lease())
        .subscribe()
        .with(renewed -> {}, failure -> LOG.warnf("cannot renew the leases: %s", root(failure)));
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  /** Lets the work under way end; what does not is taken over when its lease runs out. */
  @Shutdown
  void stop() {
    running = false;
    wake();
    try {
      if (!free.tryAcquire(
          config.parallelism(), config.drain().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.infof("%d chats are still under work; their leases run out", held.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    timer.shutdownNow();
    workers.shutdownNow();
  }
}
