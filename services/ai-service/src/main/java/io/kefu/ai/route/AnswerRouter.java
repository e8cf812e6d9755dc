package io.kefu.ai.route;

import io.kefu.ai.route.Course.Clarify;
import io.kefu.ai.route.Course.HandOver;
import io.kefu.ai.route.Course.Verbatim;
import io.kefu.ai.route.Course.Write;
import io.kefu.contracts.answer.AnswerRequest;
import io.kefu.contracts.answer.Evidence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides by the evidence's confidence whether a question is answered, asked back, or given to a
 * person. Pure and thread-safe. An entry without a text is no evidence.
 */
public final class AnswerRouter {

  private static final Comparator<Evidence> BEST_FIRST =
      Comparator.comparingDouble(Evidence::confidence).reversed();

  private final RouteConfig config;

  /**
   * A router with these limits and texts.
   *
   * @throws IllegalArgumentException when the limits are not in falling order between 1 and 0
   */
  public AnswerRouter(RouteConfig config) {
    double answer = config.thresholds().answer();
    double clarify = config.thresholds().clarify();
    if (!(answer <= 1 && clarify <= answer && clarify >= 0)) {
      throw new IllegalArgumentException(
          "kefu.ai.route.thresholds need 0 <= clarify <= answer <= 1, not clarify "
              + clarify
              + ", answer "
              + answer);
    }
    this.config = config;
  }

  /**
   * The way a question goes.
   *
   * @param verbatimOnly whether no model may write, by the caller's word or by our own guard's
   */
  public Course course(AnswerRequest request, boolean verbatimOnly) {
    List<Evidence> evidence =
        request.evidence().stream()
            .filter(entry -> !entry.content().isBlank())
            .sorted(BEST_FIRST)
            .toList();
    double confidence = evidence.isEmpty() ? 0 : evidence.getFirst().confidence();
    if (verbatimOnly) {
      return evidence.stream()
          .filter(Evidence::approved)
          .filter(entry -> entry.confidence() >= config.thresholds().answer())
          .findFirst()
          .<Course>map(Verbatim::new)
          .orElseGet(() -> new HandOver(HandOverReason.FORBIDDEN_TOPIC, confidence));
    }
    if (evidence.isEmpty()) {
      return new HandOver(HandOverReason.NO_EVIDENCE, 0);
    }
    if (confidence >= config.thresholds().answer()) {
      return new Write(evidence);
    }
    if (confidence >= config.thresholds().clarify()) {
      return clarify(evidence, confidence, request.maxCharacters());
    }
    return new HandOver(HandOverReason.LOW_CONFIDENCE, confidence);
  }

  private Clarify clarify(List<Evidence> evidence, double confidence, int maxCharacters) {
    List<Evidence> offered = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (Evidence entry : evidence) {
      String label = label(entry);
      boolean near = entry.confidence() >= config.thresholds().clarify();
      if (near && !label.isEmpty() && !labels.contains(label)) {
        offered.add(entry);
        labels.add(label);
      }
    }
    for (int n = Math.min(config.maxChoices(), offered.size()); n > 0; n--) {
      String text = ask(labels.subList(0, n));
      if (text.codePointCount(0, text.length()) <= maxCharacters) {
        return new Clarify(text, offered.subList(0, n), confidence);
      }
    }
    return new Clarify(config.texts().clarifyOpen(), List.of(), confidence);
  }

  private String ask(List<String> labels) {
    StringBuilder text = new StringBuilder(config.texts().clarify());
    for (int i = 0; i < labels.size(); i++) {
      text.append('\n').append(i + 1).append(". ").append(labels.get(i));
    }
    return text.append('\n').append(config.texts().clarifyHint()).toString();
  }

  private static String label(Evidence entry) {
    String question = entry.question() == null ? "" : entry.question().strip();
    return question.isEmpty() ? entry.title().strip() : question;
  }
}
