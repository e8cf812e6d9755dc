package io.kefu.rag.embedding;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Vectors of questions and of their tokens, within a time limit. A model that hangs or fails costs
 * a search its vector stage and never the answer: {@link #of} then gives nothing and the search
 * goes on with keywords. Threads and waiting questions are bounded. Blocks the calling thread.
 */
@ApplicationScoped
public class QueryEmbedding {

  private static final Logger LOG = Logger.getLogger(QueryEmbedding.class);

  /** Waiting longer than this many questions would exceed the time limit anyway. */
  private static final int MAX_WAITING = 64;

  private static final String WARMING = "第一个问题也要马上回答";

  private final Optional<Embedder> embedder;
  private final Duration timeout;
  private final ExecutorService threads;
  private final Cache<String, Embedded> known;

  /** Starts the threads of the model. */
  public QueryEmbedding(Optional<Embedder> embedder, EmbeddingConfig config) {
    this.embedder = embedder;
    this.timeout = config.queryTimeout();
    this.threads =
        new ThreadPoolExecutor(
            config.concurrency(),
            config.concurrency(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().name("embedding-", 0).daemon().factory());
    this.known = Caffeine.newBuilder().maximumSize(config.queryCacheSize()).build();
  }

  /**
   * What the model makes of a normalised question, or nothing when the model is off, fails, or is
   * late.
   *
   * @param limit what is left of the caller's time
   */
  public Optional<Embedded> of(String normalized, Duration limit) {
    if (embedder.isEmpty()) {
      return Optional.empty();
    }
    Embedded cached = known.getIfPresent(normalized);
    if (cached != null) {
      return Optional.of(cached);
    }
    Duration wait = limit.compareTo(timeout) < 0 ? limit : timeout;
    Future<Embedded> pending = null;
    try {
      Embedder model = embedder.get();
      pending = threads.submit(() -> model.embed(normalized));
      Embedded embedded = pending.get(wait.toMillis(), TimeUnit.MILLISECONDS);
      known.put(normalized, embedded);
      return Optional.of(embedded);
    } catch (TimeoutException | RejectedExecutionException | CancellationException e) {
      LOG.warnf("embedding is late or busy; searching with keywords only");
    } catch (ExecutionException e) {
      LOG.warnf("embedding failed (%s); searching with keywords only", e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (pending != null && !pending.isDone()) {
        pending.cancel(false);
      }
    }
    return Optional.empty();
  }

  /** Loads the model and lets it run once, however long that takes. */
  public void warm() {
    embedder.ifPresent(model -> model.embed(WARMING));
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }
}
