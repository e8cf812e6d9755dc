package io.kefu.message.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.message.wording.Wording;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How urgent messages are, by the shipped lists. */
class UrgencyTest {

  @ParameterizedTest
  @CsvSource({
    "充电桩着火了, 5",
    "桩子里头冒烟还有糊味！！, 5",
    "有人触电了快来人, 5",
    "设备漏电了怎么办, 5",
    "马上给我处理！！！, 5",
    "机器坏了马上派人来, 4",
    "全厂停工了等你们, 4",
    "急用，有现货的是哪几款, 4",
    "E05 漏电了能摸吗, 4",
    "到底有没有人！！！, 3",
    "充电桩保修多久, 1",
    "我马上付款, 1",
    "不急，有空再说, 1",
    "带漏电保护吗, 1",
    "装外面暴雨天会不会漏电, 1",
    "小孩摸到会不会触电怎么防护, 1",
    "煤气灶打不着火, 1",
    "紧急停止按钮在哪, 1",
    "老款停产了还买得到不, 1",
    "绝缘阻值太低停机了, 1"
  })
  void isReadFromTheWords(String text, int level) {
    assertThat(rated(text, false)).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({"充电桩保修多久, 3", "机器坏了马上派人来, 5", "E05 漏电了能摸吗, 5"})
  void growsWhenPatienceIsAtAnEnd(String text, int level) {
    assertThat(rated(text, true)).isEqualTo(level);
  }

  private static int rated(String text, boolean impatient) {
    String folded = Wording.folded(text);
    return Urgency.of(
        folded,
        PolicyDesk.DEFAULTS.list("danger").isIn(folded),
        PolicyDesk.DEFAULTS.list("urgent").isIn(folded),
        impatient);
  }
}
