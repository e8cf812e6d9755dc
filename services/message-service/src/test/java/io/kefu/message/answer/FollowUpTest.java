package io.kefu.message.answer;

import static io.kefu.message.answer.PolicyDesk.hit;
import static io.kefu.message.answer.PolicyDesk.inquiry;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.answer.Speaker;
import io.kefu.contracts.answer.Turn;
import io.kefu.message.answer.Inquiry.Attention;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A follow-up question is completed from its conversation before it is searched for. */
class FollowUpTest {

  private static final List<Turn> EARLIER =
      List.of(new Turn(Speaker.THEM, "K10的功率是多少？", Instant.parse("2026-11-22T05:59:00Z")));

  private final PolicyDesk desk = PolicyDesk.finding(hit(0.97, true));

  @ParameterizedTest
  @ValueSource(
      strings = {"那保修呢？", "那么功率是多少", "这个能用220V吗", "那个多重", "它防水吗", "还有别的颜色吗", "如果坏了怎么办", "安装呢"})
  void shortQuestionOfReferenceMayLean(String question) {
    assertThat(FollowUp.mayLean(question)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "K10保修多久？", "你好", "呢绒布料有货吗", "那天我在你们店里看到的K10型号的充电桩保修是多长时间来着"})
  void wholeOrLongQuestionDoesNot(String question) {
    assertThat(FollowUp.mayLean(question)).isFalse();
  }

  @Test
  void followUpIsSearchedForAsItWasCompleted() {
    desk.history = EARLIER;
    desk.rewriter = says("K10保修？");

    Decision decision = desk.decide("那保修呢？");

    assertThat(desk.searched).extracting(request -> request.query()).containsExactly("K10保修？");
    assertThat(desk.rewritten).extracting(RewriteClient.Request::history).containsExactly(EARLIER);
    assertThat(decision).isInstanceOf(Decision.Answer.class);
  }

  @Test
  void wholeQuestionDoesNotPayForIt() {
    desk.history = EARLIER;

    desk.decide("K20保修多久？");

    assertThat(desk.rewritten).isEmpty();
    assertThat(desk.searched).extracting(request -> request.query()).containsExactly("K20保修多久？");
  }

  @Test
  void beginningOfAConversationLeansOnNothing() {
    desk.decide("那保修呢？");

    assertThat(desk.rewritten).isEmpty();
    assertThat(desk.searched).extracting(request -> request.query()).containsExactly("那保修呢？");
  }

  @Test
  void withoutTheRewriterTheOriginalIsSearchedFor() {
    desk.history = EARLIER;
    desk.rewriter = request -> Uni.createFrom().failure(new IllegalStateException("down"));

    desk.decide("那保修呢？");

    assertThat(desk.searched).extracting(request -> request.query()).containsExactly("那保修呢？");
  }

  @Test
  void forbiddenTopicCountsInBothTexts() {
    desk.history = EARLIER;
    desk.rewriter = says("K10的报价？");
    desk.knowledge = request -> Uni.createFrom().item(PolicyDesk.found(hit(0.97, false)));

    Decision completed = desk.decide("那个呢？");
    desk.rewriter = says("K10？");
    Decision original = desk.decide("那报价呢？");

    assertThat(completed.basis().ruleId()).isEqualTo("shipped.forbidden_person");
    assertThat(original.basis().ruleId()).isEqualTo("shipped.forbidden_person");
    assertThat(desk.written).isEmpty();
  }

  @Test
  void wishForAPersonIsNotHeldUp() {
    desk.history = EARLIER;

    Decision decision = desk.decide("那转人工呢");

    assertThat(decision.basis().ruleId()).isEqualTo("shipped.transfer_word");
    assertThat(desk.rewritten).isEmpty();
  }

  @Test
  void sameQuestionTwiceMeansTheSameWords() {
    desk.history = EARLIER;
    desk.rewriter = says("K10保修？");

    Decision decision =
        desk.decide(inquiry("那保修呢？", Attention.BOT, Question.digest("那保修呢"))).decision();

    assertThat(decision.basis().ruleId()).isEqualTo("shipped.same_question");
  }

  @Test
  void deadlineIsShort() {
    assertThat(PolicyDesk.CONFIG.deadlines().rewrite()).isEqualTo(Duration.ofSeconds(2));
  }

  private static java.util.function.Function<RewriteClient.Request, Uni<RewriteClient.Response>>
      says(String question) {
    return request -> Uni.createFrom().item(new RewriteClient.Response(question, true, "rule"));
  }
}
