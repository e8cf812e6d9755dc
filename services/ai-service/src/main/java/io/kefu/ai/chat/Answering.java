package io.kefu.ai.chat;

import io.kefu.ai.guard.Guards;
import io.kefu.ai.guard.Harmless;
import io.kefu.ai.guard.Objection;
import io.kefu.ai.provider.Deadline;
import io.kefu.ai.provider.Extractive;
import io.kefu.ai.route.AnswerRouter;
import io.kefu.ai.route.Course;
import io.kefu.ai.route.HandOverReason;
import io.kefu.ai.route.RouteConfig;
import io.kefu.contracts.answer.AnswerRequest;
import io.kefu.contracts.answer.AnswerResult;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.answer.Evidence;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Takes a question through the house: guard it, route it, write the answer, measure it.
 * Thread-safe; blocks its caller at most as long as the caller waits.
 */
@ApplicationScoped
public class Answering {

  private static final Logger LOG = Logger.getLogger(Answering.class);
  private static final Written.Author NOBODY =
      new Written.Author(Extractive.NAME, null, null, null, null);

  private final AnswerRouter router;
  private final RequestCheck check;
  private final Guards guards;
  private final Writer writer;
  private final Deadline deadline;
  private final MeterRegistry metrics;

  /** Wires the rooms. */
  public Answering(
      RouteConfig routes,
      ChatConfig config,
      Deadline deadline,
      Guards guards,
      Writer writer,
      MeterRegistry metrics) {
    this.router = new AnswerRouter(routes);
    this.check = new RequestCheck(config);
    this.guards = guards;
    this.writer = writer;
    this.deadline = deadline;
    this.metrics = metrics;
  }

  /**
   * Answers a question.
   *
   * @param deadlineMs how long the caller waits; null when it does not say
   * @throws io.kefu.chassis.problem.ProblemException when the request cannot be answered as it is
   */
  public AnswerResult answer(String tenantId, AnswerRequest request, Long deadlineMs) {
    return answer(tenantId, request, deadlineMs, null);
  }

  AnswerResult answer(
      String tenantId, AnswerRequest request, Long deadlineMs, Writer.Growing growing) {
    long begun = System.nanoTime();
    check.check(request);
    Optional<Objection> objection = guards.before(request.question());
    AnswerResult result =
        objection.filter(o -> o == Objection.SENSITIVE_WORD).isPresent()
            ? handOver(HandOverReason.SENSITIVE_WORD, "", 0, NOBODY, begun)
            : routed(
                tenantId, harmless(request), objection, deadline.limit(deadlineMs), growing, begun);
    Timer.builder("ai_request_duration")
        .description("time of one answer, all providers of the chain included")
        .tag("provider", result.provider())
        .tag("branch", result.branch().name().toLowerCase(Locale.ROOT))
        .publishPercentileHistogram()
        .register(metrics)
        .record(Duration.ofNanos(System.nanoTime() - begun));
    return result;
  }

  /** Without the entries that give a model orders: nobody reads those. */
  private AnswerRequest harmless(AnswerRequest request) {
    List<Evidence> kept = Harmless.of(request.evidence());
    int left = request.evidence().size() - kept.size();
    if (left > 0) {
      metrics
          .counter("error_count_total", "code", "injection_in_evidence", "topic", "evidence")
          .increment(left);
      LOG.warnf("%d knowledge entries give a model orders and are left out", left);
    }
    return new AnswerRequest(
        request.messageId(),
        request.question(),
        kept,
        request.history(),
        request.verbatimOnly(),
        request.maxCharacters());
  }

  private AnswerResult routed(
      String tenantId,
      AnswerRequest request,
      Optional<Objection> objection,
      Duration limit,
      Writer.Growing growing,
      long begun) {
    boolean forbidden = objection.filter(o -> o == Objection.FORBIDDEN_TOPIC).isPresent();
    Course course = router.course(request, request.verbatimOnly() || forbidden);
    double confidence = course.confidence();
    return switch (course) {
      case Course.Verbatim(Evidence entry) ->
          text(
              Branch.FORBIDDEN,
              Extractive.text(entry),
              confidence,
              List.of(entry),
              null,
              NOBODY,
              begun);
      case Course.Clarify clarify ->
          text(
              Branch.CLARIFICATION,
              clarify.text(),
              confidence,
              clarify.offered(),
              null,
              NOBODY,
              begun);
      case Course.HandOver handOver -> handOver(handOver.reason(), "", confidence, NOBODY, begun);
      case Course.Write write ->
          switch (writer.write(tenantId, request, write, limit, growing)) {
            case Written.Answer answer ->
                text(
                    Branch.DIRECT_ANSWER,
                    answer.text(),
                    confidence,
                    answer.evidence(),
                    answer.reason(),
                    answer.author(),
                    begun);
            case Written.HandOver handOver ->
                handOver(handOver.reason(), handOver.text(), confidence, handOver.author(), begun);
          };
    };
  }

  private static AnswerResult handOver(
      HandOverReason reason, String text, double confidence, Written.Author author, long begun) {
    return text(Branch.HANDOFF, text, confidence, List.of(), reason.code(), author, begun);
  }

  private static AnswerResult text(
      Branch branch,
      String text,
      double confidence,
      List<Evidence> evidence,
      String reason,
      Written.Author author,
      long begun) {
    return new AnswerResult(
        branch,
        text,
        confidence,
        evidence.stream().map(Evidence::entryId).distinct().toList(),
        reason,
        author.provider(),
        author.model(),
        author.tokensIn(),
        author.tokensOut(),
        Duration.ofNanos(System.nanoTime() - begun).toMillis(),
        author.costMicros());
  }
}
