package io.kefu.message.persistence;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Commits what many threads want to store in few transactions. An item that comes while nothing is
 * under way is flushed at once; items that come meanwhile go together in the next flush. So a lone
 * item waits for nothing, and under load the number of commits stays the same.
 *
 * <p>A flush that fails for the sake of one item is repeated item by item, so that a bad one does
 * not take the others with it. Thread-safe.
 *
 * @param <T> what is stored
 * @param <R> what comes of it
 */
public final class GroupCommit<T, R> {

  private record Waiting<T, R>(T item, CompletableFuture<R> done) {}

  private final int maxBatch;
  private final int maxInFlight;
  private final Function<List<T>, Uni<List<R>>> flush;
  private final Predicate<Throwable> itemsOwnFault;
  private final Deque<Waiting<T, R>> queue = new ArrayDeque<>();
  private int inFlight;

  /**
   * A group commit.
   *
   * @param maxBatch most items in one flush
   * @param maxInFlight most flushes at a time
   * @param itemsOwnFault whether a failure is an item's fault and not the database's
   * @param flush stores the items; gives one result an item, in their order
   */
  public GroupCommit(
      int maxBatch,
      int maxInFlight,
      Predicate<Throwable> itemsOwnFault,
      Function<List<T>, Uni<List<R>>> flush) {
    this.maxBatch = maxBatch;
    this.maxInFlight = maxInFlight;
    this.itemsOwnFault = itemsOwnFault;
    this.flush = flush;
  }

  /** Completes when the item is committed; fails when it is not. Never blocks. */
  public CompletableFuture<R> submit(T item) {
    CompletableFuture<R> done = new CompletableFuture<>();
    synchronized (queue) {
      queue.add(new Waiting<>(item, done));
    }
    pump();
    return done;
  }

  private void pump() {
    List<Waiting<T, R>> batch = new ArrayList<>();
    synchronized (queue) {
      if (inFlight >= maxInFlight || queue.isEmpty()) {
        return;
      }
      while (batch.size() < maxBatch && !queue.isEmpty()) {
        batch.add(queue.poll());
      }
      inFlight++;
    }
    run(batch).subscribe().with(ignored -> landed(), failure -> landed());
  }

  private void landed() {
    synchronized (queue) {
      inFlight--;
    }
    pump();
  }

  private Uni<Void> run(List<Waiting<T, R>> batch) {
    List<T> items = batch.stream().map(Waiting::item).toList();
    return Uni.createFrom()
        .deferred(() -> flush.apply(items))
        .invoke(
            results -> {
              for (int i = 0; i < batch.size(); i++) {
                batch.get(i).done().complete(results.get(i));
              }
            })
        .replaceWithVoid()
        .onFailure()
        .recoverWithUni(failure -> failed(batch, failure));
  }

  private Uni<Void> failed(List<Waiting<T, R>> batch, Throwable failure) {
    if (batch.size() == 1 || !itemsOwnFault.test(failure)) {
      batch.forEach(waiting -> waiting.done().completeExceptionally(failure));
      return Uni.createFrom().voidItem();
    }
    Uni<Void> each = Uni.createFrom().voidItem();
    for (Waiting<T, R> waiting : batch) {
      each = each.chain(() -> run(List.of(waiting)));
    }
    return each;
  }
}
