package io.kefu.rag.follow;

import io.kefu.rag.index.IndexBuild;
import io.kefu.rag.index.IndexConfig;
import io.kefu.rag.index.IndexedDocument;
import io.kefu.rag.index.LuceneEngine;
import io.kefu.rag.index.Watermark;
import io.kefu.rag.store.ChangedDocument;
import io.kefu.rag.store.DocumentStore;
import io.kefu.rag.store.TenantRevision;
import io.kefu.rag.store.TextVectors;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * Keeps this replica's index on the heels of the database. An index knows the last revision it
 * holds; catching up takes every document changed since, in order, some at a time. It does not
 * matter how often or by whom it is called: after a change made here, on an event from another
 * replica, or by the sweep that finds what no event told. Blocks the calling thread.
 */
@ApplicationScoped
public class IndexFollower {

  private static final Logger LOG = Logger.getLogger(IndexFollower.class);
  private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(30);

  private final DocumentStore documents;
  private final TextVectors vectors;
  private final LuceneEngine engine;
  private final OutsideFollower outside;
  private final int batch;
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final Set<String> rebuilding = ConcurrentHashMap.newKeySet();
  private final ExecutorService compactor =
      new ThreadPoolExecutor(
          0,
          1,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().name("compact-index").daemon().factory());
  private volatile boolean caughtUpOnce;

  /** Follows the store with the engine. */
  public IndexFollower(
      DocumentStore documents,
      TextVectors vectors,
      LuceneEngine engine,
      OutsideFollower outside,
      IndexConfig config) {
    this.documents = documents;
    this.vectors = vectors;
    this.engine = engine;
    this.outside = outside;
    this.batch = config.batch();
  }

  /** Whether every tenant's knowledge of the time of start has been taken over. */
  public boolean isReady() {
    return caughtUpOnce;
  }

  /** Catches up every tenant that is behind. */
  public void catchUpAll() {
    List<TenantRevision> revisions = documents.revisions().await().atMost(DATABASE_TIMEOUT);
    for (TenantRevision revision : revisions) {
      if (!reached(revision)) {
        catchUp(revision);
      }
    }
    caughtUpOnce = true;
    outside.followLater(revisions);
  }

  /** Catches up one tenant. */
  public void catchUp(String tenantId) {
    documents.revisions().await().atMost(DATABASE_TIMEOUT).stream()
        .filter(revision -> revision.tenantId().equals(tenantId))
        .filter(revision -> !reached(revision))
        .forEach(
            revision -> {
              // First: what this index makes visible shall be found by its meaning too.
              outside.follow(revision);
              catchUp(revision);
            });
  }

  private boolean reached(TenantRevision revision) {
    return engine
        .watermark(revision.tenantId())
        .equals(new Watermark(revision.epoch(), revision.revision()));
  }

  private void catchUp(TenantRevision target) {
    String tenantId = target.tenantId();
    Watermark own = engine.watermark(tenantId);
    if (!own.equals(Watermark.NOTHING) && isOfAnotherDatabase(own, target)) {
      LOG.warnf("the database of tenant %s is another one; filling its index anew", tenantId);
      rebuild(target);
      return;
    }
    boolean filled = own.equals(Watermark.NOTHING);
    ReentrantLock lock = lock(tenantId);
    lock.lock();
    try {
      // Asked again under the lock: a new generation may have taken over meanwhile.
      take(
          tenantId,
          target.epoch(),
          engine.watermark(tenantId).revision(),
          (changed, reached) -> engine.apply(tenantId, changed, reached));
    } finally {
      lock.unlock();
    }
    if (filled) {
      compactor.execute(() -> compact(tenantId));
    }
  }

  private void compact(String tenantId) {
    try {
      engine.compact(tenantId);
    } catch (RuntimeException e) {
      LOG.warnf("an index stays as it was filled, in several parts: %s", e.toString());
    }
  }

  /**
   * An index may be ahead of a revision that was read a moment ago, because another thread has
   * taken over a newer one since; ahead of one that is read now it cannot be.
   */
  private boolean isOfAnotherDatabase(Watermark own, TenantRevision read) {
    return !own.epoch().equals(read.epoch())
        || (own.revision() > read.revision()
            && documents.revisions().await().atMost(DATABASE_TIMEOUT).stream()
                .filter(now -> now.tenantId().equals(read.tenantId()))
                .allMatch(now -> own.revision() > now.revision()));
  }

  /**
   * Fills a tenant's index anew from the database, while the old one serves and goes on following.
   * Nothing is embedded again: the vectors are in the database too.
   *
   * @return whether it was done; false when the tenant has no knowledge, or it is being done
   *     already
   */
  public boolean rebuild(String tenantId) {
    return documents.revisions().await().atMost(DATABASE_TIMEOUT).stream()
        .filter(revision -> revision.tenantId().equals(tenantId))
        .findFirst()
        .map(this::rebuild)
        .orElse(false);
  }

  /** Tenants whose index is being filled anew. */
  public Set<String> rebuilding() {
    return Set.copyOf(rebuilding);
  }

  private boolean rebuild(TenantRevision target) {
    String tenantId = target.tenantId();
    if (!rebuilding.add(tenantId)) {
      return false;
    }
    IndexBuild build = engine.begin(tenantId);
    try {
      // Most of it without the lock: changes reach the old index meanwhile.
      take(tenantId, target.epoch(), 0, build::apply);
      build.compact();
      ReentrantLock lock = lock(tenantId);
      lock.lock();
      try {
        take(tenantId, target.epoch(), build.watermark().revision(), build::apply);
        engine.finish(build);
      } finally {
        lock.unlock();
      }
      return true;
    } catch (RuntimeException e) {
      engine.abandon(build);
      throw e;
    } finally {
      rebuilding.remove(tenantId);
    }
  }

  /** Takes over every document changed after a revision, in order, some at a time. */
  private void take(
      String tenantId,
      String epoch,
      long after,
      BiConsumer<List<IndexedDocument>, Watermark> target) {
    List<ChangedDocument> changed;
    long reached = after;
    do {
      changed = documents.changedAfter(tenantId, reached, batch).await().atMost(DATABASE_TIMEOUT);
      if (!changed.isEmpty()) {
        reached = changed.getLast().revision();
        target.accept(vectorized(vectors, changed), new Watermark(epoch, reached));
      }
    } while (changed.size() == batch);
  }

  private ReentrantLock lock(String tenantId) {
    return locks.computeIfAbsent(tenantId, none -> new ReentrantLock());
  }

  static List<IndexedDocument> vectorized(TextVectors vectors, List<ChangedDocument> changed) {
    List<IndexedDocument> result = new ArrayList<>(changed.size());
    for (ChangedDocument document : changed) {
      result.add(
          new IndexedDocument(
              document.ref().knowledgeBaseId(),
              document.ref().documentId(),
              document.version(),
              vectors.of(document.ref().tenantId(), document.entries())));
    }
    return result;
  }

  @PreDestroy
  void close() {
    compactor.shutdownNow();
  }
}
