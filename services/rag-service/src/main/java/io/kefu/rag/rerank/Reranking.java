package io.kefu.rag.rerank;

import io.kefu.rag.rerank.Reranker.RerankException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Puts the best entries of a search into the order of a {@link Reranker}, if there is one. A model
 * that is late, busy or broken costs the search its reranking and nothing else. The confidence is
 * not touched: it is calibrated without the model. Blocks the calling thread; thread-safe.
 */
@ApplicationScoped
public class Reranking {

  private static final Logger LOG = Logger.getLogger(Reranking.class);

  /** Questions that are reranked at the same time; a further one does without. */
  private static final int AT_A_TIME = 2;

  private final Optional<Reranker> reranker;
  private final int top;
  private final Duration timeout;
  private final ThreadPoolExecutor threads;

  /** Entries in their order, with what the model said of them. */
  public static final class Ordered<T> {
    private final List<T> items;
    private final Map<T, Double> scores;
    private final boolean failed;

    private Ordered(List<T> items, Map<T, Double> scores, boolean failed) {
      this.items = List.copyOf(items);
      this.scores = scores;
      this.failed = failed;
    }

    /** The entries, best first. */
    public List<T> items() {
      return items;
    }

    /** The model's score of an entry, 0 to 1; nothing for one that it did not see. */
    public OptionalDouble score(T item) {
      Double score = scores.get(item);
      return score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
    }

    /** Whether reranking was wanted and did not come about. */
    public boolean failed() {
      return failed;
    }
  }

  /**
   * Loads the model that is configured, if one is.
   *
   * @throws RerankException when it cannot be used: better at start than at the first question
   */
  @Inject
  public Reranking(RerankConfig config) {
    this(config.model().map(model -> new OnnxReranker(config)), config.top(), config.timeout());
  }

  /** With a given model. */
  Reranking(Optional<? extends Reranker> reranker, int top, Duration timeout) {
    this.reranker = reranker.map(Reranker.class::cast);
    this.top = top;
    this.timeout = timeout;
    this.threads =
        new ThreadPoolExecutor(
            0,
            AT_A_TIME,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().name("rerank-", 0).daemon().factory());
  }

  /**
   * Orders entries.
   *
   * @param items best first
   * @param text what the model reads of an entry
   * @param contradicted whether an entry is about something else for certain: whatever the model
   *     thinks of it, it stays behind those that are not
   * @param timeLeft what is left of the caller's time
   */
  public <T> Ordered<T> order(
      String question,
      List<T> items,
      Function<T, String> text,
      Predicate<T> contradicted,
      Duration timeLeft) {
    if (reranker.isEmpty() || items.size() < 2) {
      return new Ordered<>(items, Map.of(), false);
    }
    List<T> seen = items.subList(0, Math.min(top, items.size()));
    Optional<double[]> scores = scores(question, seen.stream().map(text).toList(), timeLeft);
    if (scores.isEmpty()) {
      return new Ordered<>(items, Map.of(), true);
    }
    Map<T, Double> byItem = new IdentityHashMap<>();
    for (int i = 0; i < seen.size(); i++) {
      byItem.put(seen.get(i), scores.get()[i]);
    }
    List<T> ordered = new ArrayList<>(seen);
    ordered.sort(
        Comparator.<T, Boolean>comparing(contradicted::test)
            .thenComparing(Comparator.<T>comparingDouble(byItem::get).reversed()));
    ordered.addAll(items.subList(seen.size(), items.size()));
    return new Ordered<>(ordered, byItem, false);
  }

  private Optional<double[]> scores(String question, List<String> texts, Duration timeLeft) {
    Duration wait = timeLeft.compareTo(timeout) < 0 ? timeLeft : timeout;
    Future<double[]> pending = null;
    try {
      Reranker model = reranker.orElseThrow();
      pending = threads.submit(() -> model.scores(question, texts));
      return Optional.of(pending.get(wait.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException | RejectedExecutionException e) {
      LOG.warnf("reranking is late or busy; the order stays as it is");
    } catch (ExecutionException e) {
      LOG.warnf("reranking failed (%s); the order stays as it is", e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (pending != null && !pending.isDone()) {
        pending.cancel(true);
      }
    }
    return Optional.empty();
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
    reranker
        .filter(OnnxReranker.class::isInstance)
        .map(OnnxReranker.class::cast)
        .ifPresent(OnnxReranker::close);
  }
}
