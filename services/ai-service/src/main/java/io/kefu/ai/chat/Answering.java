package io.kefu.ai.chat;

import io.kefu.ai.provider.Extractive;
import io.kefu.ai.route.AnswerRouter;
import io.kefu.ai.route.Course;
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

/** Takes a question through the house: route it, write the answer, measure it. Thread-safe. */
@ApplicationScoped
public class Answering {

  private final AnswerRouter router;
  private final RequestCheck check;
  private final MeterRegistry metrics;

  /** Wires the rooms. */
  public Answering(RouteConfig routes, ChatConfig config, MeterRegistry metrics) {
    this.router = new AnswerRouter(routes);
    this.check = new RequestCheck(config);
    this.metrics = metrics;
  }

  /**
   * Answers a question.
   *
   * @throws io.kefu.chassis.problem.ProblemException when the request cannot be answered as it is
   */
  public AnswerResult answer(AnswerRequest request) {
    check.check(request);
    long begun = System.nanoTime();
    AnswerResult result = result(router.course(request), begun);
    Timer.builder("ai_request_duration")
        .description("time of one answer, all providers of the chain included")
        .tag("provider", result.provider())
        .tag("branch", result.branch().name().toLowerCase(Locale.ROOT))
        .publishPercentileHistogram()
        .register(metrics)
        .record(Duration.ofNanos(System.nanoTime() - begun));
    return result;
  }

  private AnswerResult result(Course course, long begun) {
    return switch (course) {
      case Course.Verbatim verbatim ->
          extractive(
              Branch.FORBIDDEN,
              Extractive.text(verbatim.entry()),
              course,
              List.of(verbatim.entry()),
              null,
              begun);
      case Course.Write write ->
          extractive(
              Branch.DIRECT_ANSWER,
              Extractive.text(write.best()),
              course,
              List.of(write.best()),
              null,
              begun);
      case Course.Clarify clarify ->
          extractive(Branch.CLARIFICATION, clarify.text(), course, clarify.offered(), null, begun);
      case Course.HandOver handOver ->
          extractive(Branch.HANDOFF, "", course, List.of(), handOver.reason().code(), begun);
    };
  }

  private static AnswerResult extractive(
      Branch branch,
      String text,
      Course course,
      List<Evidence> evidence,
      String reason,
      long begun) {
    return new AnswerResult(
        branch,
        text,
        course.confidence(),
        evidence.stream().map(Evidence::entryId).toList(),
        reason,
        Extractive.NAME,
        null,
        null,
        null,
        Duration.ofNanos(System.nanoTime() - begun).toMillis());
  }
}
