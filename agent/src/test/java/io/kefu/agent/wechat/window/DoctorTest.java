package io.kefu.agent.wechat.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.agent.doctor.Doctor;
import io.kefu.agent.doctor.TreeDump;
import io.kefu.agent.wechat.selector.Selectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorTest {

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void healthyClientIsFoundWithAllItsParts(boolean v4) {
    PlayedWeChat wechat = new PlayedWeChat(v4);
    wechat.says("张先生", "张先生", "你好");
    wechat.says("李女士", "李女士", "你好");
    wechat.open("张先生");

    Doctor.Findings findings = examine(wechat);

    assertThat(findings.text())
        .contains(v4 ? "V4_VISIBLE" : "V39", v4 ? "4.1.2.0" : "3.9.12.57", "1 with unread")
        .doesNotContain("NOT FOUND", "BAD", "张先生");
    assertThat(findings.healthy()).isTrue();
    assertThat(wechat.done).isEmpty();
  }

  @Test
  void hiddenTreeGetsAdvice() {
    PlayedWeChat wechat = new PlayedWeChat(true);
    wechat.hidden = true;

    Doctor.Findings findings = examine(wechat);

    assertThat(findings.healthy()).isFalse();
    assertThat(findings.text()).contains("V4_HIDDEN", "do: WeChat 4 hides its elements");
  }

  @Test
  void missingClientAndLockedScreenGetAdvice() {
    PlayedWeChat wechat = new PlayedWeChat(false);
    wechat.running = false;
    Doctor.Findings missing = examine(wechat);
    wechat.running = true;
    wechat.input = false;

    Doctor.Findings locked = examine(wechat);

    assertThat(missing.text()).contains("NOT_RUNNING", "do: start WeChat");
    assertThat(locked.text()).contains("BAD  screen", "unlock");
  }

  @Test
  void partThatIsNotFoundIsNamed() {
    PlayedWeChat wechat = new PlayedWeChat(false);
    wechat.says("张先生", "张先生", "你好");

    Doctor.Findings findings = examine(wechat);

    assertThat(findings.text())
        .containsPattern("message_list +NOT FOUND")
        .contains("open any chat");
    assertThat(findings.healthy()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void dumpShowsStructureAndNobodysWords(boolean v4) {
    PlayedWeChat wechat = new PlayedWeChat(v4);
    wechat.says("张先生", "张先生", "我的电话 13800138000");
    wechat.open("张先生");
    wechat.chat("张先生").draft = "draft";

    String dump = new TreeDump(Selectors.shipped()).of(wechat.read(PlayedWeChat.WINDOW));

    assertThat(dump)
        .contains("list name=\"消息\"", "edit name=\"搜索\"")
        .contains("字字字字 99999999999")
        .doesNotContain("张先生", "13800138000", "draft");
  }

  private static Doctor.Findings examine(PlayedWeChat wechat) {
    return Doctor.examine(wechat, wechat, Selectors.shipped(), Habits.DEFAULT);
  }
}
