package io.kefu.ai.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.ai.Settings;
import io.kefu.ai.route.Course.Clarify;
import io.kefu.ai.route.Course.HandOver;
import io.kefu.ai.route.Course.Verbatim;
import io.kefu.ai.route.Course.Write;
import io.kefu.contracts.answer.AnswerRequest;
import io.kefu.contracts.answer.Evidence;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerRouterTest {

  private final AnswerRouter router = new AnswerRouter(config(Map.of()));

  @Test
  void answersFromTheThresholdOn() {
    Course course = course(request(false, 400, entry("a", 0.75, false)));

    assertThat(course).isInstanceOf(Write.class);
  }

  @Test
  void looksAtTheBestEntryWhateverTheOrder() {
    Course course =
        course(request(false, 400, entry("weak", 0.2, false), entry("best", 0.9, false)));

    assertThat(((Write) course).best().entryId()).isEqualTo("best");
  }

  @Test
  void asksBackBetweenTheThresholds() {
    Clarify clarify =
        (Clarify)
            course(
                request(
                    false,
                    400,
                    entry("a", 0.7499, false),
                    entry("b", 0.60, false),
                    entry("c", 0.55, false),
                    entry("d", 0.55, false),
                    entry("far", 0.3, false)));

    assertThat(clarify.offered()).extracting(Evidence::entryId).containsExactly("a", "b", "c");
    assertThat(clarify.text())
        .isEqualTo("请问您想了解的是以下哪个问题？\n1. 问题a？\n2. 问题b？\n3. 问题c？\n请回复序号，或补充说明您的问题。");
  }

  @Test
  void offersNoQuestionTwice() {
    Evidence one = new Evidence("1", "保修", null, "整机两年", 0.6, true);
    Evidence two = new Evidence("2", "保修", " ", "易损件一年", 0.6, true);

    Clarify clarify = (Clarify) course(request(false, 400, one, two));

    assertThat(clarify.offered()).containsExactly(one);
  }

  @Test
  void offersOnlyWhatFits() {
    Clarify clarify =
        (Clarify) course(request(false, 45, entry("a", 0.7, false), entry("b", 0.7, false)));

    assertThat(clarify.offered()).extracting(Evidence::entryId).containsExactly("a");
  }

  @Test
  void handsOverBelow() {
    Course course = course(request(false, 400, entry("a", 0.5499, true)));

    assertThat(course).isEqualTo(new HandOver(HandOverReason.LOW_CONFIDENCE, 0.5499));
  }

  @Test
  void handsOverWithoutEvidence() {
    Evidence empty = new Evidence("1", "保修", null, "  ", 0.99, true);

    Course course = course(request(false, 400, empty));

    assertThat(course).isEqualTo(new HandOver(HandOverReason.NO_EVIDENCE, 0));
  }

  @Test
  void forbiddenTopicTakesAnApprovedEntryOnly() {
    Course course = course(request(true, 400, entry("draft", 0.99, false), entry("ok", 0.8, true)));

    assertThat(((Verbatim) course).entry().entryId()).isEqualTo("ok");
  }

  @Test
  void forbiddenTopicIsNeverClarified() {
    Course course =
        course(request(true, 400, entry("draft", 0.99, false), entry("near", 0.7, true)));

    assertThat(course).isEqualTo(new HandOver(HandOverReason.FORBIDDEN_TOPIC, 0.99));
  }

  @Test
  void refusesLimitsThatContradictEachOther() {
    RouteConfig config = config(Map.of("kefu.ai.route.thresholds.clarify", "0.9"));

    assertThatThrownBy(() -> new AnswerRouter(config)).isInstanceOf(IllegalArgumentException.class);
  }

  private Course course(AnswerRequest request) {
    return router.course(request, request.verbatimOnly());
  }

  private static Evidence entry(String id, double confidence, boolean approved) {
    return new Evidence(id, "标题" + id, "问题" + id + "？", "答案" + id, confidence, approved);
  }

  private static AnswerRequest request(boolean verbatimOnly, int max, Evidence... evidence) {
    return new AnswerRequest("m1", "保修多久", List.of(evidence), List.of(), verbatimOnly, max);
  }

  private static RouteConfig config(Map<String, String> settings) {
    return Settings.of(RouteConfig.class, settings);
  }
}
