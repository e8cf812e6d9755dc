package io.kefu.rag.follow;

import io.kefu.rag.index.IndexConfig;
import io.kefu.rag.index.IndexedDocument;
import io.kefu.rag.index.LuceneEngine;
import io.kefu.rag.index.Watermark;
import io.kefu.rag.store.ChangedDocument;
import io.kefu.rag.store.DocumentStore;
import io.kefu.rag.store.TenantRevision;
import io.kefu.rag.store.TextVectors;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
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
  private final int batch;
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
  private volatile boolean caughtUpOnce;

  /** Follows the store with the engine. */
  public IndexFollower(
      DocumentStore documents, TextVectors vectors, LuceneEngine engine, IndexConfig config) {
    this.documents = documents;
    this.vectors = vectors;
    this.engine = engine;
    this.batch = config.batch();
  }

  /** Whether every tenant's knowledge of the time of start has been taken over. */
  public boolean isReady() {
    return caughtUpOnce;
  }

  /** Catches up every tenant that is behind. */
  public void catchUpAll() {
    for (TenantRevision revision : documents.revisions().await().atMost(DATABASE_TIMEOUT)) {
      if (!reached(revision)) {
        catchUp(revision);
      }
    }
    caughtUpOnce = true;
  }

  /** Catches up one tenant. */
  public void catchUp(String tenantId) {
    documents.revisions().await().atMost(DATABASE_TIMEOUT).stream()
        .filter(revision -> revision.tenantId().equals(tenantId))
        .filter(revision -> !reached(revision))
        .forEach(this::catchUp);
  }

  private boolean reached(TenantRevision revision) {
    return engine
        .watermark(revision.tenantId())
        .equals(new Watermark(revision.epoch(), revision.revision()));
  }

  private void catchUp(TenantRevision target) {
    String tenantId = target.tenantId();
    ReentrantLock lock = locks.computeIfAbsent(tenantId, none -> new ReentrantLock());
    lock.lock();
    try {
      Watermark own = engine.watermark(tenantId);
      boolean sameDatabase = own.epoch().equals(target.epoch());
      if (!own.equals(Watermark.NOTHING) && (!sameDatabase || own.revision() > target.revision())) {
        LOG.warnf("the database of tenant %s is another one; filling its index anew", tenantId);
        engine.clear(tenantId);
        own = Watermark.NOTHING;
      }
      List<ChangedDocument> changed;
      do {
        changed =
            documents
                .changedAfter(tenantId, own.revision(), batch)
                .await()
                .atMost(DATABASE_TIMEOUT);
        if (!changed.isEmpty()) {
          own = new Watermark(target.epoch(), changed.getLast().revision());
          engine.apply(tenantId, vectorized(changed), own);
        }
      } while (changed.size() == batch);
    } finally {
      lock.unlock();
    }
  }

  private List<IndexedDocument> vectorized(List<ChangedDocument> changed) {
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
}
