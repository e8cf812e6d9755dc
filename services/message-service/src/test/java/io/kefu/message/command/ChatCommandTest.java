package io.kefu.message.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatCommandTest {

  @ParameterizedTest
  @CsvSource({
    "#mute,MUTE",
    "'  #Mute  ',MUTE",
    "＃unmute,UNMUTE",
    "@小智 #status,STATUS",
    "#debug on,DEBUG_ON",
    "#DEBUG  Off ,DEBUG_OFF",
    "#debug,DEBUG",
    "#debug maybe,DEBUG",
    "#kb,KB",
    "#bind,BIND",
    "#muted,HELP",
    "#什么,HELP"
  })
  void commandIsRecognised(String text, ChatCommand command) {
    assertThat(ChatCommand.in(text)).contains(command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "#", "# mute", "请 #mute", "##", "你好\n#mute"})
  void anythingElseIsAnOrdinaryMessage(String text) {
    assertThat(ChatCommand.in(text)).isEmpty();
  }

  @Test
  void mentionAloneIsNone() {
    assertThat(ChatCommand.in("@小智")).isEmpty();
  }
}
