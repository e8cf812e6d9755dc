package io.kefu.message.answer;

import io.kefu.contracts.answer.Turn;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * What was said before one message: read once, when somebody asks, and used to complete a question
 * that leans on it. One decision, one instance; not thread-safe.
 */
final class Earlier {

  private final Neighbours neighbours;
  private final MeterRegistry metrics;
  private final Supplier<List<Turn>> history;
  private List<Turn> turns;

  Earlier(Neighbours neighbours, MeterRegistry metrics, Supplier<List<Turn>> history) {
    this.neighbours = neighbours;
    this.metrics = metrics;
    this.history = history;
  }

  /** The lines, oldest first. Blocks the first time. */
  List<Turn> turns() {
    if (turns == null) {
      turns = history.get();
    }
    return turns;
  }

  /** A question with what it leans on; as it is when that cannot be had in time. Blocks. */
  String complete(String tenantId, String messageId, String question) {
    if (turns().isEmpty()) {
      return question;
    }
    try {
      RewriteClient.Response response =
          Timed.of(
                  "ai-service",
                  neighbours.rewrite(tenantId, new RewriteClient.Request(question, turns())))
              .value();
      boolean usable =
          response.rewritten() && response.question() != null && !response.question().isBlank();
      return usable ? response.question().strip() : question;
    } catch (CompletionException e) {
      Timed.unavailable(metrics, "ai-service", messageId, e.getCause());
      return question;
    }
  }
}
