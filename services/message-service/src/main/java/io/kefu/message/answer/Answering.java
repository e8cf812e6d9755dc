package io.kefu.message.answer;

import io.kefu.contracts.answer.AnswerRequest;
import io.kefu.contracts.answer.AnswerResult;
import io.kefu.contracts.answer.Turn;
import io.kefu.contracts.conversation.EvidenceView;
import io.kefu.contracts.knowledge.SearchRequest;
import io.kefu.contracts.knowledge.SearchResult;
import io.kefu.message.reply.ReplyConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Takes an inquiry through the answer policy, asking the neighbours where the policy says so.
 * Blocks its caller while they work: call it on a virtual thread.
 */
@ApplicationScoped
public class Answering {

  private static final Logger LOG = Logger.getLogger(Answering.class);

  /**
   * A decision and how long it took.
   *
   * @param decision what was decided
   * @param retrieveMs searching; null when nothing was searched
   * @param generateMs writing; null when nothing was written
   */
  public record Decided(Decision decision, Long retrieveMs, Long generateMs) {}

  private record Timed<T>(T value, long ms) {}

  private final AnswerPolicy policy;
  private final AnswerConfig config;
  private final ReplyConfig replies;
  private final Neighbours neighbours;
  private final MeterRegistry metrics;

  /** Wires the policy and the neighbours. */
  public Answering(
      AnswerConfig config, ReplyConfig replies, Neighbours neighbours, MeterRegistry metrics) {
    this.policy = new AnswerPolicy(config);
    this.config = config;
    this.replies = replies;
    this.neighbours = neighbours;
    this.metrics = metrics;
  }

  /**
   * Decides about an inquiry. Never fails because a neighbour does.
   *
   * @param history gives the earlier lines, oldest first; asked only when a text is to be written
   */
  public Decided decide(
      String tenantId, String messageId, Inquiry inquiry, Supplier<List<Turn>> history) {
    return switch (policy.first(inquiry)) {
      case Route.Decided decided -> new Decided(decided.decision(), null, null);
      case Route.Write write ->
          written(tenantId, messageId, inquiry, write, List.of(), null, history);
      case Route.Search search -> searched(tenantId, messageId, inquiry, search, history);
    };
  }

  /** The decision when deciding failed again and again. */
  public Decided broken(Inquiry inquiry) {
    return new Decided(policy.broken(inquiry), null, null);
  }

  private Decided searched(
      String tenantId,
      String messageId,
      Inquiry inquiry,
      Route.Search search,
      Supplier<List<Turn>> history) {
    SearchRequest request =
        new SearchRequest(search.query(), null, null, config.searchLimit(), false);
    Timed<SearchResult> found;
    try {
      found = timed("rag-service", neighbours.search(tenantId, request));
    } catch (CompletionException e) {
      unavailable("rag-service", messageId, e.getCause());
      return new Decided(policy.searchFailed(inquiry, search), null, null);
    }
    List<EvidenceView> seen =
        found.value().hits().stream()
            .map(
                hit ->
                    new EvidenceView(hit.entryId(), hit.title(), hit.content(), hit.confidence()))
            .toList();
    return switch (policy.afterSearch(inquiry, search, found.value())) {
      case Route.Decided decided -> new Decided(decided.decision(), found.ms(), null);
      case Route.Search again ->
          throw new IllegalStateException("the policy searches once, not again for " + again);
      case Route.Write write ->
          written(tenantId, messageId, inquiry, write, seen, found.ms(), history);
    };
  }

  private Decided written(
      String tenantId,
      String messageId,
      Inquiry inquiry,
      Route.Write write,
      List<EvidenceView> seen,
      Long retrieveMs,
      Supplier<List<Turn>> history) {
    AnswerRequest request =
        new AnswerRequest(
            messageId,
            write.question(),
            write.evidence(),
            history.get(),
            write.verbatimOnly(),
            replies.maxCharacters());
    try {
      Timed<AnswerResult> result = timed("ai-service", neighbours.write(tenantId, request));
      return new Decided(
          policy.afterWriting(inquiry, write, result.value(), seen), retrieveMs, result.ms());
    } catch (CompletionException e) {
      unavailable("ai-service", messageId, e.getCause());
      return new Decided(write.fallback(), retrieveMs, null);
    }
  }

  private static <T> Timed<T> timed(String neighbour, Uni<T> call) {
    long begun = System.nanoTime();
    T value = call.subscribeAsCompletionStage().join();
    if (value == null) {
      throw new CompletionException(
          new IllegalStateException(neighbour + " answered without a body"));
    }
    return new Timed<>(value, Duration.ofNanos(System.nanoTime() - begun).toMillis());
  }

  private void unavailable(String neighbour, String messageId, Throwable cause) {
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
