package io.kefu.message.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmallTalkTest {

  @ParameterizedTest
  @CsvSource({
    "你好, GREETING",
    "您好！在吗？, GREETING",
    "ＨＥＬＬＯ, GREETING",
    "在吗在吗, GREETING",
    "亲，在不在呀, GREETING",
    "好的，谢谢, THANKS",
    "非常感谢！！, THANKS",
    "thank you, THANKS",
    "嗯嗯, ACKNOWLEDGEMENT",
    "收到, ACKNOWLEDGEMENT",
    "好的，谢谢，再见, FAREWELL"
  })
  void smallTalkIsRecognised(String text, SmallTalk.Kind kind) {
    assertThat(SmallTalk.in(text)).contains(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"你好，请问保修多久", "谢谢你们的报价单", "好的，那多少钱", "在吗？充电桩坏了", "？？？", "早上好像坏了", "1"})
  void questionIsNoSmallTalk(String text) {
    assertThat(SmallTalk.in(text)).isEmpty();
  }
}
