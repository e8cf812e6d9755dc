package io.kefu.message.answer;

import static io.kefu.message.answer.PolicyDesk.hit;
import static io.kefu.message.answer.PolicyDesk.inquiry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.kefu.contracts.answer.AnswerResult;
import io.kefu.contracts.answer.Branch;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import io.kefu.contracts.erp.ErpLookupKind;
import io.kefu.contracts.erp.ErpLookupResult;
import io.kefu.contracts.erp.ErpLookupStatus;
import io.kefu.contracts.erp.ErpRecord;
import io.kefu.message.answer.Decision.Answer;
import io.kefu.message.answer.Decision.Clarify;
import io.kefu.message.answer.Decision.HandOver;
import io.kefu.message.answer.Decision.Ignore;
import io.kefu.message.answer.Inquiry.Attention;
import io.kefu.message.handover.HandOverReason;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped rules are the answer policy of domain.md §5. */
class ShippedPolicyTest {

  @ParameterizedTest
  @CsvSource({
    "您好，在吗？, 您好，请问有什么可以帮您？, shipped.greeting",
    "谢谢, 不客气，很高兴为您服务。, shipped.thanks",
    "好的, 好的，有需要请随时联系我们。, shipped.acknowledgement",
    "再见, 感谢您的咨询，祝您生活愉快，再见！, shipped.farewell",
    "？！, 您好，请问有什么可以帮您？, shipped.greeting"
  })
  void smallTalkGetsAFixedTextWithoutASearch(String text, String reply, String rule) {
    PolicyDesk desk = PolicyDesk.finding();

    Decision decision = desk.decide(text);

    assertThat(decision)
        .asInstanceOf(type(Answer.class))
        .satisfies(answer -> assertThat(answer.content()).isEqualTo(reply))
        .satisfies(answer -> assertThat(answer.branch()).isEqualTo(Branch.CANNED))
        .satisfies(answer -> assertThat(answer.basis().ruleId()).isEqualTo(rule));
    assertThat(desk.searched).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "我要转人工, TRANSFER_WORD",
    "我要投诉你们, TRANSFER_WORD",
    "叫你们经理来, TRANSFER_WORD",
    "给我退款, TRANSFER_WORD",
    "你们就是骗子, ANGER"
  })
  void wordsThatWantAPersonGetOne(String text, HandOverReason reason) {
    assertThat(PolicyDesk.finding().decide(text))
        .asInstanceOf(type(HandOver.class))
        .satisfies(handOver -> assertThat(handOver.reason()).isEqualTo(reason))
        .satisfies(handOver -> assertThat(handOver.notice()).isEqualTo("已为您转接人工客服，请稍候。"));
  }

  @Test
  void sameQuestionTwiceGoesToAPersonWhateverThePunctuation() {
    String asked = Question.digest("充电桩保修多久？");

    Decision decision =
        PolicyDesk.finding().decide(inquiry("充电桩，保修多久", Attention.BOT, asked)).decision();

    assertThat(reason(decision)).isEqualTo(HandOverReason.SAME_QUESTION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"这款价格多少", "发个报价", "合同怎么签", "交付时间是什么时候"})
  void forbiddenTopicIsNeverWrittenWithoutAnApprovedText(String text) {
    PolicyDesk unapproved = PolicyDesk.finding(hit(0.99, false));
    PolicyDesk approved = PolicyDesk.finding(hit(0.8, true));

    Decision toPerson = unapproved.decide(text);
    Decision fallback = approved.decide(text);

    assertThat(reason(toPerson)).isEqualTo(HandOverReason.FORBIDDEN_TOPIC);
    assertThat(unapproved.written).isEmpty();
    assertThat(approved.written).allMatch(request -> request.verbatimOnly()).hasSize(1);
    assertThat(reason(fallback)).isEqualTo(HandOverReason.FORBIDDEN_TOPIC);
  }

  @ParameterizedTest
  @CsvSource({
    "0.95, shipped.certain, false",
    "0.75, shipped.write, true",
    "0.7499, shipped.clarify, false",
    "0.55, shipped.clarify, false",
    "0.5499, shipped.low_confidence, false"
  })
  void confidenceDecidesBetweenAnswerQuestionAndPerson(
      double confidence, String rule, boolean written) {
    PolicyDesk desk = PolicyDesk.finding(hit(confidence, true));

    Decision decision = desk.decide("保修多久");

    assertThat(decision.basis().ruleId()).isEqualTo(rule);
    assertThat(desk.written).hasSize(written ? 1 : 0);
    assertThat(desk.searched).hasSize(1);
  }

  @Test
  void nothingFoundGoesToAPerson() {
    assertThat(reason(PolicyDesk.finding().decide("保修多久")))
        .isEqualTo(HandOverReason.LOW_CONFIDENCE);
  }

  @Test
  void knowledgeBaseThatDoesNotAnswerGoesToAPerson() {
    PolicyDesk desk = new PolicyDesk();
    desk.knowledge = request -> Uni.createFrom().failure(new IllegalStateException("down"));

    assertThat(reason(desk.decide("保修多久"))).isEqualTo(HandOverReason.SEARCH_UNAVAILABLE);
    assertThat(reason(desk.decide("价格多少"))).isEqualTo(HandOverReason.FORBIDDEN_TOPIC);
  }

  @Test
  void vetoForbidsBeingCertain() {
    assertThat(PolicyDesk.finding(hit(0.97, true, "code:E77")).decide("报警码E77怎么办"))
        .isInstanceOf(Clarify.class);
  }

  @Test
  void vetoIsNotOverriddenByARule() {
    PolicyDesk desk =
        PolicyDesk.finding(hit(0.97, true, "code:E77"))
            .with(
                """
                [{"id":"bold","name":"大胆","priority":1,"when":"true",
                  "actions":[{"type":"answer","mode":"verbatim"}]}]\
                """);

    assertThat(desk.decide("报警码E77怎么办")).isInstanceOf(Clarify.class);
  }

  @Test
  void forbiddenTopicIsNotWrittenByAModelWhateverARuleSays() {
    PolicyDesk desk =
        PolicyDesk.finding(hit(0.97, false))
            .with(
                """
                [{"id":"bold","name":"大胆","priority":1,"when":"true",
                  "actions":[{"type":"answer","mode":"write"}]}]\
                """);

    assertThat(reason(desk.decide("价格多少"))).isEqualTo(HandOverReason.FORBIDDEN_TOPIC);
    assertThat(desk.written).isEmpty();
  }

  @Test
  void unapprovedEntryNeverAnswersByItself() {
    Decision decision = PolicyDesk.finding(hit(0.97, false)).decide("保修多久");

    assertThat(decision)
        .asInstanceOf(type(HandOver.class))
        .extracting(HandOver::notice)
        .isEqualTo("抱歉，系统暂时无法处理");
  }

  @Test
  void refusalOfTheAnsweringServiceHandsOver() {
    PolicyDesk desk = PolicyDesk.finding(hit(0.8, true));
    desk.writer =
        request ->
            Uni.createFrom()
                .item(
                    new AnswerResult(
                        Branch.HANDOFF, "", 0, List.of(), "guard", "mock", null, null, null, 1));

    assertThat(reason(desk.decide("保修多久"))).isEqualTo(HandOverReason.ANSWER_REFUSED);
  }

  @Test
  void botIsSilentWhileAnOperatorHoldsTheConversationWhateverARuleSays() {
    PolicyDesk desk = PolicyDesk.finding().with(always("reply", "\"text\":\"在\""));

    assertThat(desk.decide(inquiry("保修多久", Attention.HELD, null)).decision())
        .isEqualTo(new Ignore("operator_holds"));
  }

  @Test
  void customerWhoWaitsForAPersonIsToldOnlyOnce() {
    PolicyDesk desk = PolicyDesk.finding();

    Decision queued = desk.decide(inquiry("转人工", Attention.QUEUED, null)).decision();
    Decision silent = desk.decide(inquiry("保修多久", Attention.QUEUED_SILENT, null)).decision();

    assertThat(((HandOver) queued).notice()).isEmpty();
    assertThat(reason(silent)).isEqualTo(HandOverReason.WAITING_FOR_OPERATOR);
  }

  @Test
  void pictureGoesToAPerson() {
    Inquiry picture =
        inquiry(
            "[图片]",
            ChatType.PRIVATE,
            ContentType.IMAGE,
            false,
            Attention.BOT,
            null,
            PolicyDesk.NOON);

    assertThat(reason(PolicyDesk.finding().decide(picture).decision()))
        .isEqualTo(HandOverReason.UNREADABLE_CONTENT);
  }

  @Test
  void groupIsAnsweredWhenMentionedOrAddressedByAPrefixOrWhenARuleMatches() {
    PolicyDesk desk =
        PolicyDesk.finding(hit(0.95, true))
            .set("{\"groups\":{\"prefixes\":[\"小助手\"]}}")
            .with(
                """
                [{"id":"wifi","name":"无线密码","priority":10,
                  "when":"message.text.contains_any(['wifi密码'])",
                  "actions":[{"type":"reply","text":"见前台。"}]}]\
                """);

    assertThat(desk.decide(inGroup("保修多久", false)).decision().basis().ruleId())
        .isEqualTo("shipped.group_not_addressed");
    assertThat(desk.decide(inGroup("@客服小美\u2005保修多久", true)).decision()).isInstanceOf(Answer.class);
    assertThat(desk.searched.getFirst().query()).isEqualTo("保修多久");
    assertThat(desk.decide(inGroup("小助手 保修多久", false)).decision()).isInstanceOf(Answer.class);
    assertThat(desk.searched.getLast().query()).isEqualTo("保修多久");
    assertThat(desk.decide(inGroup("ＷＩＦＩ密码多少", false)).decision().basis().ruleId())
        .isEqualTo("wifi");
  }

  @Test
  void groupThatIsNotOnTheListIsSilent() {
    PolicyDesk desk = PolicyDesk.finding().set("{\"groups\":{\"whitelist\":[\"VIP群\"]}}");

    assertThat(desk.decide(inGroup("@客服 在吗", true)).decision())
        .isEqualTo(new Ignore("group_not_listed"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"你们用人工智能吗", "好，我已经理解了", "主管道多粗", "我妈妈的充电桩坏了", "旁边的垃圾桶挡住了", "两组合同步运行吗"})
  void wordsInsideOfOthersNeitherTransferNorForbid(String text) {
    PolicyDesk desk = PolicyDesk.finding(hit(0.95, true));

    assertThat(desk.decide(text).basis().ruleId()).isEqualTo("shipped.certain");
  }

  @ParameterizedTest
  @ValueSource(strings = {"不要人工智能，我要人工", "已经理解了，叫经理来", "他妈妈的事，你们真垃圾"})
  void suchWordsBesideTheRealOnesDoNotHideThem(String text) {
    PolicyDesk desk = PolicyDesk.finding(hit(0.95, true));

    assertThat(desk.decide(text)).isInstanceOf(HandOver.class);
  }

  @Test
  void inAGroupAnOrderIsNotReadOut() {
    PolicyDesk desk = new PolicyDesk();

    Decision decision =
        desk.decide(
                inquiry(
                    "我的订单SO20261101发货了吗？",
                    ChatType.GROUP,
                    ContentType.TEXT,
                    true,
                    Attention.BOT,
                    null,
                    PolicyDesk.NOON))
            .decision();

    assertThat(decision.basis().ruleId()).isEqualTo("shipped.erp_in_group");
    assertThat(desk.lookedUp).isEmpty();
  }

  @Test
  void orderWithANumberIsLookedUpInTheErp() {
    PolicyDesk desk = new PolicyDesk();
    desk.erp =
        lookup ->
            Uni.createFrom()
                .item(
                    new ErpLookupResult(
                        ErpLookupStatus.FOUND,
                        List.of(
                            new ErpRecord(
                                "SO20261101", "双枪桩", "已发货", Map.of("运单号", "SF1"), Instant.EPOCH))));

    Decision decision = desk.decide("我的订单SO20261101发货了吗？");

    assertThat(desk.lookedUp.getFirst().kind()).isEqualTo(ErpLookupKind.LOGISTICS);
    assertThat(desk.lookedUp.getFirst().number()).isEqualTo("SO20261101");
    assertThat(decision)
        .asInstanceOf(type(Answer.class))
        .satisfies(answer -> assertThat(answer.branch()).isEqualTo(Branch.ERP))
        .satisfies(
            answer -> assertThat(answer.content()).isEqualTo("双枪桩（SO20261101）\n状态：已发货\n运单号：SF1"));
  }

  @Test
  void erpThatCannotTellHandsOver() {
    PolicyDesk desk = new PolicyDesk();

    assertThat(reason(desk.decide("订单202611010001到哪了"))).isEqualTo(HandOverReason.ERP_UNAVAILABLE);
    desk.erp =
        lookup -> Uni.createFrom().item(new ErpLookupResult(ErpLookupStatus.NOT_LINKED, List.of()));
    assertThat(reason(desk.decide("订单202611010001到哪了"))).isEqualTo(HandOverReason.ERP_NOT_LINKED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"320kW双枪桩发货要多久", "发票怎么开", "2026年的订单政策"})
  void powerYearOrNothingIsNoNumberOfADocument(String text) {
    PolicyDesk desk = PolicyDesk.finding(hit(0.95, true));

    assertThat(desk.decide(text).basis().ruleId()).isEqualTo("shipped.certain");
    assertThat(desk.lookedUp).isEmpty();
  }

  @Test
  void atNightTheQuestionWaitsAndTheCustomerIsToldOnce() {
    Instant night = Instant.parse("2026-11-22T15:30:00Z");
    PolicyDesk desk =
        PolicyDesk.finding(hit(0.99, true)).set("{\"quiet_hours\":{\"enabled\":true}}");
    Inquiry asked =
        inquiry("保修多久", ChatType.PRIVATE, ContentType.TEXT, false, Attention.BOT, null, night);

    Answering.Decided first = desk.decide(asked);
    desk.told.add(first.toldOnNight());
    Answering.Decided second = desk.decide(asked);

    assertThat(reason(first.decision())).isEqualTo(HandOverReason.QUIET_HOURS);
    assertThat(((HandOver) first.decision()).notice()).startsWith("您好，现在是非服务时间");
    assertThat(first.atNight()).isEqualTo("2026-11-22");
    assertThat(((HandOver) second.decision()).notice()).isEmpty();
    assertThat(second.toldOnNight()).isNull();
    assertThat(desk.searched).isEmpty();
  }

  @Test
  void ruleThatIsAllowedAtNightAnswersAtNight() {
    Instant night = Instant.parse("2026-11-22T18:30:00Z");
    PolicyDesk desk =
        PolicyDesk.finding()
            .set("{\"quiet_hours\":{\"enabled\":true}}")
            .with(
                """
                [{"id":"urgent","name":"冒烟","priority":1,"in_quiet_hours":true,
                  "when":"message.text.contains_any(['冒烟'])",
                  "actions":[{"type":"reply","text":"请立即断电，并拨打 400。"}]}]\
                """);

    Decision decision =
        desk.decide(
                inquiry(
                    "桩子冒烟了", ChatType.PRIVATE, ContentType.TEXT, false, Attention.BOT, null, night))
            .decision();

    assertThat(decision.basis().ruleId()).isEqualTo("urgent");
    assertThat(((Answer) decision).branch()).isEqualTo(Branch.RULE);
  }

  @Test
  void tenantsReplyKnowsTheCustomerAndTheTime() {
    PolicyDesk desk =
        PolicyDesk.finding()
            .with(
                always(
                    "reply", "\"text\":\"{{time.greeting}}，{{customer.name}}！{{text.thanks}}\""));

    assertThat(((Answer) desk.decide("随便")).content()).isEqualTo("下午好，张三！不客气，很高兴为您服务。");
  }

  @Test
  void withoutAnyRuleAPersonTakesOver() {
    PolicyDesk desk = PolicyDesk.finding(hit(0.8, true));
    desk.with(
        """
        [{"id":"shipped.write","name":"停用","enabled":false,"priority":1540,"when":"true",
          "actions":[{"type":"answer"}]}]\
        """);

    assertThat(reason(desk.decide("保修多久"))).isEqualTo(HandOverReason.NO_RULE);
  }

  private static Inquiry inGroup(String text, boolean mentioned) {
    return inquiry(
        text, ChatType.GROUP, ContentType.TEXT, mentioned, Attention.BOT, null, PolicyDesk.NOON);
  }

  private static String always(String action, String fields) {
    return "[{\"id\":\"mine\",\"name\":\"我的\",\"priority\":1,\"when\":\"true\",\"actions\":[{\"type\":\""
        + action
        + "\","
        + fields
        + "}]}]";
  }

  private static HandOverReason reason(Decision decision) {
    return ((HandOver) decision).reason();
  }
}
