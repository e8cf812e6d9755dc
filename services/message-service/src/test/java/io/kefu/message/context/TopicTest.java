package io.kefu.message.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicTest {

  private static final UnaryOperator<String> LABELS =
      text -> text.contains("代理") ? "客户开发" : text.contains("故障") ? "售后" : null;

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource({
    "320kW充电桩支持双枪吗,7kW家用桩能装在室外吗,OTHER_THING",
    "设备报警码E103怎么处理,E205又是什么意思,OTHER_THING",
    "设备有故障灯一直亮着,想做你们的区域代理要什么条件,OTHER_BUSINESS",
    "交流桩安装到地下车库需要哪些手续呢,请问公司食堂今天中午供应什么菜,OTHER_WORDS",
  })
  void lineThatNamesOrMeansSomethingElseChangesTheTopic(
      String before, String line, Topic.Change why) {
    Topic topic = Topic.of(before, LABELS);

    Optional<Topic.Change> left = topic.leftBy(line, Topic.of(line, LABELS));

    assertThat(left).contains(why);
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource({
    "320kW充电桩支持双枪吗,好的谢谢",
    "320kW充电桩支持双枪吗,320kW的质保几年",
    "320kW充电桩支持双枪吗,那安装要多久",
    "320kW充电桩支持双枪吗,质保几年",
    "320kW充电桩支持双枪吗,？？",
    "设备报警码E103怎么处理,它还会自己恢复吗",
    "设备无法充电,报警码是E103",
    "设备有故障,故障灯一直亮着",
  })
  void smallTalkFollowUpsAndMoreOfTheSameDoNot(String before, String line) {
    Topic topic = Topic.of(before, LABELS);

    Optional<Topic.Change> left = topic.leftBy(line, Topic.of(line, LABELS));

    assertThat(left).isEmpty();
  }

  @Test
  void nothingIsLeftBeforeAnythingWasSaid() {
    Topic next = Topic.of("设备报警码E103怎么处理", LABELS);

    Optional<Topic.Change> left = Topic.NONE.leftBy("设备报警码E103怎么处理", next);

    assertThat(left).isEmpty();
  }
}
