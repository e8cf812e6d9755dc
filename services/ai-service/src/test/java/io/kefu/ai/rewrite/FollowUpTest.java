package io.kefu.ai.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.answer.Speaker;
import io.kefu.contracts.answer.Turn;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FollowUpTest {

  private static final List<Turn> HISTORY =
      List.of(
          turn(Speaker.THEM, "120kW双枪直流桩的功率可以调吗？"),
          turn(Speaker.ME, "可以在后台设置。"),
          turn(Speaker.THEM, "那尺寸呢"));

  @ParameterizedTest
  @ValueSource(strings = {"那保修呢？", "它怎么安装", "这个多少钱", "还有保修呢", "质保呢"})
  void knowsAQuestionThatLeans(String question) {
    assertThat(FollowUp.leans(question)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"120kW双枪直流桩保修多久？", "设备报警码E103，无法充电", "怎么申请发票"})
  void knowsAQuestionThatStandsByItself(String question) {
    assertThat(FollowUp.leans(question)).isFalse();
  }

  @Test
  void completesItByTheSubjectOfTheLastWholeQuestion() {
    assertThat(FollowUp.complete("那保修呢？", HISTORY)).contains("120kW双枪直流桩保修？");
  }

  @Test
  void leavesItAloneWithoutOne() {
    List<Turn> nothing = List.of(turn(Speaker.ME, "您好"), turn(Speaker.THEM, "那尺寸呢"));

    assertThat(FollowUp.complete("那保修呢？", nothing)).isEmpty();
  }

  @Test
  void refusesARewritingThatAddsSomething() {
    String conversation = "客户：120kW双枪直流桩的功率可以调吗？";

    assertThat(FollowUp.isFaithful("120kW双枪直流桩的保修呢？", "那保修呢？", conversation)).isTrue();
    assertThat(FollowUp.isFaithful("请问贵公司的年度营业额是多少", "那保修呢？", conversation)).isFalse();
  }

  private static Turn turn(Speaker speaker, String text) {
    return new Turn(speaker, text, Instant.EPOCH);
  }
}
