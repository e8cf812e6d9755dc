package io.kefu.message.answer;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/**
 * What a neighbour answered, and how long it took.
 *
 * @param value the answer
 * @param ms milliseconds
 * @param <T> kind of answer
 */
record Timed<T>(T value, long ms) {

  private static final Logger LOG = Logger.getLogger(Timed.class);

  /**
   * Waits for a neighbour. Blocks: for virtual threads.
   *
   * @throws CompletionException when it did not answer
   */
  static <T> Timed<T> of(String neighbour, Uni<T> call) {
    long begun = System.nanoTime();
    T value = call.subscribeAsCompletionStage().join();
    if (value == null) {
      throw new CompletionException(
          new IllegalStateException(neighbour + " answered without a body"));
    }
    return new Timed<>(value, Duration.ofNanos(System.nanoTime() - begun).toMillis());
  }

  /** Counts and tells that a neighbour did not answer. */
  static void unavailable(
      MeterRegistry metrics, String neighbour, String messageId, Throwable cause) {
    metrics
        .counter("error_count_total", "code", "neighbour_unavailable", "topic", neighbour)
        .increment();
    // The class says enough; a parser's message could quote the customer.
    String kind =
        cause instanceof WebApplicationException refused
            ? "status " + refused.getResponse().getStatus()
            : cause.getClass().getSimpleName();
    LOG.warnf("%s did not answer for message %s: %s", neighbour, messageId, kind);
  }
}
