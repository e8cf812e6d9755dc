package io.kefu.rag.follow;

import io.kefu.rag.index.IndexConfig;
import io.kefu.rag.milvus.Engines;
import io.kefu.rag.store.ChangedDocument;
import io.kefu.rag.store.DocumentStore;
import io.kefu.rag.store.OutsideWatermarks;
import io.kefu.rag.store.TenantRevision;
import io.kefu.rag.store.TextVectors;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Keeps an engine outside of this process (Milvus) on the heels of the database, if one is
 * configured. Every change since the last revision that it has is handed to it, in order; what it
 * does not take is handed to it again by the next call, so that an outage heals by itself. Several
 * replicas may do so at a time: the same again changes nothing. Blocks the calling thread.
 */
@ApplicationScoped
public class OutsideFollower {

  private static final Logger LOG = Logger.getLogger(OutsideFollower.class);
  private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(30);

  /** An engine that is away is not waited for with every change of every tenant. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  private final DocumentStore documents;
  private final TextVectors vectors;
  private final OutsideWatermarks watermarks;
  private final Engines engines;
  private final int batch;
  private final Clock clock;
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final Map<String, TenantRevision> reached = new ConcurrentHashMap<>();
  private final AtomicBoolean following = new AtomicBoolean();
  private volatile Instant notBefore = Instant.MIN;

  /** Follows the store with the configured engine. */
  public OutsideFollower(
      DocumentStore documents,
      TextVectors vectors,
      OutsideWatermarks watermarks,
      Engines engines,
      IndexConfig config,
      Clock clock) {
    this.documents = documents;
    this.vectors = vectors;
    this.watermarks = watermarks;
    this.engines = engines;
    this.batch = config.batch();
    this.clock = clock;
  }

  /**
   * The same for many tenants, beside the caller: filling an empty engine takes hours, and nobody
   * waits for it. While it goes on, further calls do nothing.
   */
  public void followLater(List<TenantRevision> targets) {
    if (engines.outside().isPresent() && following.compareAndSet(false, true)) {
      Thread.ofPlatform()
          .daemon()
          .name("follow-outside")
          .start(
              () -> {
                try {
                  targets.forEach(this::follow);
                } finally {
                  following.set(false);
                }
              });
    }
  }

  /** Brings the engine up to a revision, as far as it can be reached; fails quietly. */
  public void follow(TenantRevision target) {
    Optional<String> name = engines.outside();
    if (name.isEmpty()
        || target.equals(reached.get(target.tenantId()))
        || clock.instant().isBefore(notBefore)) {
      return;
    }
    String tenantId = target.tenantId();
    ReentrantLock lock = locks.computeIfAbsent(tenantId, none -> new ReentrantLock());
    if (!lock.tryLock()) {
      return;
    }
    try {
      // Of another database: what was handed over from that one says nothing of this one.
      String engine = name.get() + "/" + target.epoch();
      long after = watermarks.of(tenantId, engine).await().atMost(DATABASE_TIMEOUT);
      List<ChangedDocument> changed;
      do {
        changed = documents.changedAfter(tenantId, after, batch).await().atMost(DATABASE_TIMEOUT);
        if (!changed.isEmpty()) {
          engines.put(tenantId, IndexFollower.vectorized(vectors, changed));
          after = changed.getLast().revision();
          watermarks.reached(tenantId, engine, after).await().atMost(DATABASE_TIMEOUT);
        }
      } while (changed.size() == batch);
      if (after >= target.revision()) {
        reached.put(tenantId, target);
      }
    } catch (RuntimeException e) {
      notBefore = clock.instant().plus(PAUSE);
      LOG.warnf("the vectors of a tenant wait until %s takes them: %s", name.get(), e.toString());
    } finally {
      lock.unlock();
    }
  }
}
