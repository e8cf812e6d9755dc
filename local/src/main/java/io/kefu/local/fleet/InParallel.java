package io.kefu.local.fleet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Does something to each of several parts, so many at once. */
final class InParallel {

  private InParallel() {}

  /**
   * In the order of the collection; returns when all are done. The first failure ends the others by
   * interruption and is thrown.
   */
  static <T> void run(int atOnce, Collection<T> parts, Consumer<T> action) {
    if (parts.isEmpty()) {
      return;
    }
    ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, atOnce));
    try {
      var results = new ExecutorCompletionService<Void>(threads);
      for (T part : new ArrayList<>(parts)) {
        results.submit(() -> action.accept(part), null);
      }
      for (int done = 0; done < parts.size(); done++) {
        results.take().get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new FleetException("A part of the fleet could not be handled", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetException("The fleet's work was interrupted", e);
    } finally {
      threads.shutdownNow();
      threads.close();
    }
  }
}
