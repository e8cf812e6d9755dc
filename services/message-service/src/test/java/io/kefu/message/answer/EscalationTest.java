package io.kefu.message.answer;

import static io.kefu.message.answer.PolicyDesk.hit;
import static io.kefu.message.answer.PolicyDesk.inquiry;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.message.answer.Decision.Answer;
import io.kefu.message.answer.Decision.HandOver;
import io.kefu.message.answer.Inquiry.Attention;
import io.kefu.message.handover.HandOverReason;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to a person at once (domain.md §7). */
class EscalationTest {

  @Test
  void dangerGoesToAPersonBeforeAnythingIsSearched() {
    PolicyDesk desk = PolicyDesk.finding(hit(0.97, true));

    Decision decision = desk.decide("充电桩冒烟了怎么办");

    assertThat(reason(decision)).isEqualTo(HandOverReason.URGENT);
    assertThat(((HandOver) decision).notice()).contains("加急", "人身安全");
    assertThat(decision.basis().ruleId()).isEqualTo("shipped.urgent");
    assertThat(desk.searched).isEmpty();
  }

  @Test
  void whoWaitsAlreadyIsNotToldAgain() {
    Decision decision =
        PolicyDesk.finding().decide(inquiry("着火了", Attention.QUEUED, null)).decision();

    assertThat(reason(decision)).isEqualTo(HandOverReason.URGENT);
    assertThat(((HandOver) decision).notice()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"A, 老客户", "C, VIP", "C, vip"})
  void whatIsUrgentToAVipGoesToAPersonAtOnce(String grade, String tag) {
    PolicyDesk desk = PolicyDesk.finding(hit(0.97, true));

    Decision urgent = desk.decide(from(grade, tag, "保修的事马上要答复")).decision();
    Decision calm = desk.decide(from(grade, tag, "保修多久")).decision();

    assertThat(reason(urgent)).isEqualTo(HandOverReason.VIP_URGENT);
    assertThat(calm).isInstanceOf(Answer.class);
  }

  @Test
  void whatIsUrgentToOthersIsAnswered() {
    assertThat(PolicyDesk.finding(hit(0.97, true)).decide("保修的事马上要答复")).isInstanceOf(Answer.class);
  }

  @Test
  void customerTaggedForPeopleGetsOne() {
    Decision decision =
        PolicyDesk.finding(hit(0.97, true)).decide(from("C", "needs_human", "保修多久")).decision();

    assertThat(reason(decision)).isEqualTo(HandOverReason.NEEDS_HUMAN);
    assertThat(((HandOver) decision).reason().silencesBot()).isTrue();
  }

  @Test
  void thirdHandoverOfADayIsEscalatedAndToldOnce() {
    PolicyDesk desk = PolicyDesk.finding();

    desk.handovers = 1;
    Decision second = desk.decide(inquiry("量子纠缠是什么", Attention.QUEUED, null)).decision();
    desk.handovers = 2;
    Decision third = desk.decide(inquiry("量子纠缠是什么", Attention.QUEUED, null)).decision();
    desk.handovers = 3;
    Decision fourth = desk.decide(inquiry("量子纠缠是什么", Attention.QUEUED, null)).decision();

    assertThat(reason(second)).isEqualTo(HandOverReason.LOW_CONFIDENCE);
    assertThat(reason(third)).isEqualTo(HandOverReason.REPEATED_HANDOVER);
    assertThat(((HandOver) third).notice()).contains("加急");
    assertThat(reason(fourth)).isEqualTo(HandOverReason.LOW_CONFIDENCE);
  }

  @Test
  void aTenantSetsItsOwnLimits() {
    PolicyDesk desk =
        PolicyDesk.finding(hit(0.97, true))
            .set(
                """
                {"escalation":{"urgency":6,"vip_urgency":6,"handovers":0},
                 "words":{"danger":["漏液"]}}\
                """);
    desk.handovers = 2;

    assertThat(desk.decide("电池漏液了")).isInstanceOf(Answer.class);
    assertThat(reason(desk.decide("我要转人工"))).isEqualTo(HandOverReason.TRANSFER_WORD);
    assertThat(
            reason(PolicyDesk.finding().set("{\"words\":{\"danger\":[\"漏液\"]}}").decide("电池漏液了")))
        .isEqualTo(HandOverReason.URGENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "shadow"})
  void aBotThatDecidesIsAsked(String mode) {
    assertThat(PolicyDesk.finding(hit(0.97, true)).set("{\"bot\":\"" + mode + "\"}").decide("保修多久"))
        .isInstanceOf(Answer.class);
  }

  @Test
  void aMutedBotAsksNobody() {
    PolicyDesk desk = PolicyDesk.finding(hit(0.97, true)).set("{\"bot\":\"muted\"}");

    assertThat(desk.decide("着火了")).isEqualTo(new Decision.Ignore("tenant_muted"));
    assertThat(desk.searched).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "着火了, A, BOT, URGENT",
    "着火了, C, QUEUED_SILENT, URGENT",
    "着火了, C, MUTED, URGENT",
    "保修的事马上要答复, A, BOT, VIP_URGENT",
    "保修的事马上要答复, C, BOT,",
    "保修多久, A, QUEUED_SILENT,",
    "着火了, C, HELD,"
  })
  void whatIsUrgentIsHeardWhereTheBotSaysNothing(
      String text, String grade, Attention attention, HandOverReason reason) {
    PolicyDesk desk = PolicyDesk.finding().set("{\"bot\":\"muted\"}");

    Answering.Decided decided = desk.decide(from(grade, "老客户", text, attention));

    assertThat(decided.unheard()).isEqualTo(reason);
    assertThat(desk.searched).isEmpty();
  }

  private static Inquiry from(String grade, String tag, String text) {
    return from(grade, tag, text, Attention.BOT);
  }

  private static Inquiry from(String grade, String tag, String text, Attention attention) {
    Inquiry plain = inquiry(text, attention, null);
    return new Inquiry(
        plain.text(),
        plain.contentType(),
        plain.chatType(),
        plain.mentioned(),
        plain.own(),
        plain.blocked(),
        plain.attention(),
        plain.previousQuestion(),
        plain.choices(),
        plain.place(),
        new Inquiry.Contact(new UUID(0, 1), "张三", "GRAY", false, grade, List.of(tag), "售前", 40),
        plain.talk(),
        plain.at());
  }

  private static HandOverReason reason(Decision decision) {
    return ((HandOver) decision).reason();
  }
}
