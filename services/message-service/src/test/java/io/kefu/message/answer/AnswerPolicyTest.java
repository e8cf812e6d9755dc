package io.kefu.message.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.kefu.contracts.answer.AnswerResult;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.knowledge.EntryKind;
import io.kefu.contracts.knowledge.SearchHit;
import io.kefu.contracts.knowledge.SearchResult;
import io.kefu.message.answer.Decision.Answer;
import io.kefu.message.answer.Decision.Clarify;
import io.kefu.message.answer.Decision.HandOver;
import io.kefu.message.answer.Decision.Ignore;
import io.kefu.message.answer.Inquiry.Attention;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerPolicyTest {

  private static final AnswerConfig CONFIG =
      new SmallRyeConfigBuilder()
          .withMapping(AnswerConfig.class)
          .withConverter(
              java.time.Duration.class,
              200,
              new io.quarkus.runtime.configuration.DurationConverter())
          .build()
          .getConfigMapping(AnswerConfig.class);

  private final AnswerPolicy policy = new AnswerPolicy(CONFIG);

  @ParameterizedTest
  @CsvSource({
    "我要转人工, TRANSFER_WORD",
    "我要投诉你们, TRANSFER_WORD",
    "叫你们经理来, TRANSFER_WORD",
    "给我退款, TRANSFER_WORD",
    "你们就是骗子, ANGER"
  })
  void wordsThatWantAPersonGetOne(String text, HandOverReason reason) {
    assertThat(decided(policy.first(inquiry(text))))
        .asInstanceOf(type(HandOver.class))
        .satisfies(handOver -> assertThat(handOver.reason()).isEqualTo(reason))
        .satisfies(handOver -> assertThat(handOver.notice()).isEqualTo("已为您转接人工客服，请稍候。"));
  }

  @Test
  void sameQuestionTwiceGoesToAPersonWhateverThePunctuation() {
    String asked = AnswerPolicy.digest("充电桩保修多久？");

    Route route = policy.first(inquiry("充电桩，保修多久", Attention.BOT, asked));

    assertThat(decided(route))
        .asInstanceOf(type(HandOver.class))
        .extracting(HandOver::reason)
        .isEqualTo(HandOverReason.SAME_QUESTION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"这款价格多少", "发个报价", "合同怎么签", "交付时间是什么时候"})
  void forbiddenTopicIsNeverWrittenWithoutAnApprovedText(String text) {
    Route.Search search = (Route.Search) policy.first(inquiry(text));

    Route unapproved = policy.afterSearch(inquiry(text), search, found(hit(0.99, false)));
    Route approved = policy.afterSearch(inquiry(text), search, found(hit(0.8, true)));

    assertThat(search.forbidden()).isTrue();
    assertThat(decided(unapproved))
        .asInstanceOf(type(HandOver.class))
        .extracting(HandOver::reason)
        .isEqualTo(HandOverReason.FORBIDDEN_TOPIC);
    assertThat(approved)
        .asInstanceOf(type(Route.Write.class))
        .satisfies(write -> assertThat(write.verbatimOnly()).isTrue())
        .satisfies(write -> assertThat(write.fallback()).isInstanceOf(HandOver.class));
  }

  @Test
  void confidenceDecidesBetweenAnswerQuestionAndPerson() {
    Inquiry inquiry = inquiry("保修多久");
    Route.Search search = (Route.Search) policy.first(inquiry);

    assertThat(decided(policy.afterSearch(inquiry, search, found(hit(0.95, true)))))
        .isInstanceOf(Answer.class);
    assertThat(policy.afterSearch(inquiry, search, found(hit(0.75, true))))
        .isInstanceOf(Route.Write.class);
    assertThat(decided(policy.afterSearch(inquiry, search, found(hit(0.7499, true)))))
        .isInstanceOf(Clarify.class);
    assertThat(decided(policy.afterSearch(inquiry, search, found(hit(0.55, true)))))
        .isInstanceOf(Clarify.class);
    assertThat(decided(policy.afterSearch(inquiry, search, found(hit(0.5499, true)))))
        .isInstanceOf(HandOver.class);
    assertThat(decided(policy.afterSearch(inquiry, search, found()))).isInstanceOf(HandOver.class);
  }

  @Test
  void vetoForbidsBeingCertain() {
    Inquiry inquiry = inquiry("报警码E77怎么办");
    Route.Search search = (Route.Search) policy.first(inquiry);

    Route route = policy.afterSearch(inquiry, search, found(hit(0.97, true, "code:E77")));

    assertThat(decided(route)).isInstanceOf(Clarify.class);
  }

  @Test
  void unapprovedEntryNeverAnswersByItself() {
    Inquiry inquiry = inquiry("保修多久");
    Route.Search search = (Route.Search) policy.first(inquiry);

    Route route = policy.afterSearch(inquiry, search, found(hit(0.97, false)));

    assertThat(route)
        .asInstanceOf(type(Route.Write.class))
        .satisfies(
            write ->
                assertThat(write.fallback())
                    .asInstanceOf(type(HandOver.class))
                    .extracting(HandOver::notice)
                    .isEqualTo("抱歉，系统暂时无法处理"));
  }

  @Test
  void refusalOfTheAnsweringServiceHandsOver() {
    Inquiry inquiry = inquiry("保修多久");
    Route.Write write =
        new Route.Write("保修多久", List.of(), false, new Ignore("not used in this test"));
    AnswerResult refusal =
        new AnswerResult(Branch.HANDOFF, "", 0, List.of(), "guard", "mock", null, null, null, 1);

    Decision decision = policy.afterWriting(inquiry, write, refusal, List.of());

    assertThat(decision)
        .asInstanceOf(type(HandOver.class))
        .extracting(HandOver::reason)
        .isEqualTo(HandOverReason.ANSWER_REFUSED);
  }

  @Test
  void botIsSilentWhileAnOperatorHoldsTheConversation() {
    assertThat(decided(policy.first(inquiry("保修多久", Attention.HELD, null))))
        .isEqualTo(new Ignore("operator_holds"));
  }

  @Test
  void customerWhoWaitsForAPersonIsToldOnlyOnce() {
    assertThat(decided(policy.first(inquiry("转人工", Attention.QUEUED, null))))
        .asInstanceOf(type(HandOver.class))
        .extracting(HandOver::notice)
        .isEqualTo("");
    assertThat(decided(policy.first(inquiry("保修多久", Attention.QUEUED_SILENT, null))))
        .asInstanceOf(type(HandOver.class))
        .extracting(HandOver::reason)
        .isEqualTo(HandOverReason.WAITING_FOR_OPERATOR);
  }

  @Test
  void blackContactIsNeverAnswered() {
    Inquiry black =
        new Inquiry(
            "你好",
            ContentType.TEXT,
            ChatType.PRIVATE,
            false,
            false,
            true,
            Attention.BOT,
            null,
            List.of());

    assertThat(decided(policy.first(black))).isEqualTo(new Ignore("black_list"));
  }

  @Test
  void mentionIsNotPartOfTheQuestion() {
    Inquiry mentioned =
        new Inquiry(
            "@客服小美\u2005保修多久",
            ContentType.TEXT,
            ChatType.GROUP,
            true,
            false,
            false,
            Attention.BOT,
            null,
            List.of());

    assertThat(policy.first(mentioned)).isEqualTo(new Route.Search("保修多久", false));
  }

  private static Decision decided(Route route) {
    return ((Route.Decided) route).decision();
  }

  private static Inquiry inquiry(String text) {
    return inquiry(text, Attention.BOT, null);
  }

  private static Inquiry inquiry(String text, Attention attention, String previous) {
    return new Inquiry(
        text,
        ContentType.TEXT,
        ChatType.PRIVATE,
        false,
        false,
        false,
        attention,
        previous,
        List.of());
  }

  private static SearchResult found(SearchHit... hits) {
    return new SearchResult(
        List.of(hits), hits.length == 0 ? 0 : hits[0].confidence(), false, 1, null);
  }

  private static SearchHit hit(double confidence, boolean approved, String... vetoes) {
    return new SearchHit(
        "e1",
        "doc",
        "kb",
        1,
        EntryKind.QA,
        "保修",
        "保修多久？",
        "两年。",
        approved,
        List.of(),
        confidence,
        confidence,
        null,
        null,
        List.of(vetoes));
  }
}
