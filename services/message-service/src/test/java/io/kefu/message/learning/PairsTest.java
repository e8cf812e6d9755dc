package io.kefu.message.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.message.learning.Pairs.Pair;
import io.kefu.message.learning.Pairs.Said;
import io.kefu.message.learning.Pairs.Who;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairsTest {

  @Test
  void operatorsAnswerToAQuestionThatWasHandedOverIsAPair() {
    List<Said> lines =
        List.of(
            new Said(Who.CUSTOMER, "在吗"),
            new Said(Who.BOT, "您好，请问有什么可以帮您？"),
            new Said(Who.CUSTOMER_HANDED_OVER, "桩体能装在地下车库吗？"),
            new Said(Who.OPERATOR, "您好"),
            new Said(Who.OPERATOR, "可以，需要通风和消防验收。"),
            new Said(Who.OPERATOR, "我们提供方案。"),
            new Said(Who.CUSTOMER, "好的谢谢"),
            new Said(Who.OPERATOR, "不客气，再联系。"));

    List<Pair> pairs = Pairs.of(lines);

    assertThat(pairs).hasSize(1);
    assertThat(pairs.getFirst().question()).isEqualTo("桩体能装在地下车库吗？");
    assertThat(pairs.getFirst().answer()).isEqualTo("可以，需要通风和消防验收。\n我们提供方案。");
  }

  @Test
  void whatTheBotAnsweredOrNobodyDidIsNone() {
    List<Said> lines =
        List.of(
            new Said(Who.CUSTOMER, "质保多久？"),
            new Said(Who.BOT, "两年。"),
            new Said(Who.CUSTOMER_HANDED_OVER, "能便宜点吗？"));

    List<Pair> pairs = Pairs.of(lines);

    assertThat(pairs).isEmpty();
  }

  @Test
  void personalDataIsMaskedAndTheSamePairIsOne() {
    List<Said> lines =
        List.of(
            new Said(Who.CUSTOMER_HANDED_OVER, "我电话13912345678，身份证50010119900101123X，怎么报修？"),
            new Said(Who.OPERATOR, "请拨打 023-68886888 或发邮件到 fix@kefu.cn"),
            new Said(Who.CUSTOMER_HANDED_OVER, "我电话 139 1234 5678，身份证50010119900101123X，怎么报修"),
            new Said(Who.OPERATOR, "请拨打023-68886888或发邮件到fix@kefu.cn！"));

    List<Pair> pairs = Pairs.of(lines);

    assertThat(pairs).hasSize(1);
    assertThat(pairs.getFirst().question() + pairs.getFirst().answer())
        .doesNotContain("13912345678", "50010119900101123X", "68886888", "fix@kefu.cn");
  }

  @Test
  void tableHoldsOneApprovedPairWhateverItsMarks() {
    String table = QaTable.of("甲|乙\n\"丙\"？", "第一行\n\"第二行\"，好");

    assertThat(table)
        .isEqualTo("questions,answer,approved\n\"甲｜乙 \"\"丙\"\"？\",\"第一行\n\"\"第二行\"\"，好\",true\n");
  }
}
