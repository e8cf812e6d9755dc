package io.kefu.agent.wechat.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.agent.frame.Reply;
import io.kefu.agent.store.PowerCutDisk;
import io.kefu.agent.store.RecordCipher;
import io.kefu.agent.wechat.ChatMessage;
import io.kefu.agent.wechat.Keeping;
import io.kefu.agent.wechat.SendResult;
import io.kefu.agent.wechat.collect.ChatCollector;
import io.kefu.agent.wechat.collect.TailStore;
import io.kefu.agent.wechat.selector.Selectors;
import io.kefu.agent.wechat.send.SendTimes;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sending through a whole window, in both tree shapes, through hostile scenes. */
class WindowSendTest {

  private final List<ChatMessage> kept = new ArrayList<>();
  private PlayedWeChat wechat = new PlayedWeChat(false);
  private ChatRounds rounds = rounds();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sendsIntoAChatOfTheListAndGivesEverythingBack(boolean v4) {
    play(v4);
    wechat.history("张先生", "保修多久？");
    wechat.history("李女士", "你好");

    SendResult result = rounds.send(reply("张先生", "两年。\n详见说明书"));

    assertThat(result).isInstanceOf(SendResult.Sent.class);
    assertThat(lastText("张先生")).isEqualTo("两年。\n详见说明书");
    assertThat(wechat.clipboard).contains("用户复制的");
    assertThat(wechat.foreground).isEqualTo(PlayedWeChat.EXCEL);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void chatThatIsNotInTheListIsSearchedFor(boolean v4) {
    play(v4);
    wechat.history("张先生", "保修多久？");
    wechat.history("张先生二号", "别的");
    wechat.sessionNames.clear();

    SendResult result = rounds.send(reply("张先生", "两年"));

    assertThat(result).isInstanceOf(SendResult.Sent.class);
    assertThat(lastText("张先生")).isEqualTo("两年");
    assertThat(lastText("张先生二号")).isEqualTo("别的");
  }

  @Test
  void namesakesAreNotGuessed() {
    wechat.history("张先生", "保修多久？");
    wechat.namesakes.add("张先生");
    wechat.sessionNames.clear();

    SendResult result = rounds.send(reply("张先生", "两年"));

    assertFailed(result, "chat_ambiguous");
    assertThat(lastText("张先生")).isEqualTo("保修多久？");
  }

  @Test
  void unknownChatFails() {
    SendResult result = rounds.send(reply("陌生人", "你好"));

    assertFailed(result, "chat_not_found");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anotherTitleGetsNoKey(boolean v4) {
    play(v4);
    wechat.history("张先生", "保修多久？");
    wechat.titleInstead = "别人";

    SendResult result = rounds.send(reply("张先生", "两年"));

    assertFailed(result, "title_mismatch");
    assertThat(wechat.done).doesNotContain("ENTER", "CTRL_V");
  }

  @Test
  void personWhoClicksAnotherChatMeanwhileIsNotWrittenTo() {
    wechat.history("张先生", "保修多久？");
    wechat.history("李女士", "你好");
    wechat.open("张先生");
    // look, title, draft, paste's field; then the person clicks
    for (int i = 0; i < 4; i++) {
      wechat.betweenReads.add(() -> {});
    }
    wechat.betweenReads.add(() -> wechat.open("李女士"));

    SendResult result = rounds.send(reply("张先生", "两年"));

    assertThat(result).isInstanceOf(SendResult.Failed.class);
    assertThat(wechat.done).doesNotContain("ENTER");
    assertThat(lastText("李女士")).isEqualTo("你好");
  }

  @Test
  void typingUserIsWaitedForAndThenLeftAlone() {
    wechat.history("张先生", "保修多久？");
    wechat.sinceUser = Duration.ofSeconds(-60);

    SendResult result = rounds.send(reply("张先生", "两年"));

    assertFailed(result, "user_is_typing");
    assertThat(wechat.done).isEmpty();
  }

  @Test
  void draftOfAPersonIsLeftAlone() {
    wechat.history("张先生", "保修多久？");
    wechat.chat("张先生").draft = "我正在写";

    SendResult result = rounds.send(reply("张先生", "两年"));

    assertFailed(result, "draft_present");
    assertThat(wechat.chat("张先生").draft).isEqualTo("我正在写");
  }

  @Test
  void windowThatDoesNotComeUpGetsNothing() {
    wechat.history("张先生", "保修多久？");
    wechat.neverInFront = true;

    SendResult result = rounds.send(reply("张先生", "两年"));

    assertFailed(result, "screen_lost");
    assertThat(wechat.clipboard).contains("用户复制的");
  }

  @Test
  void pictureOnTheClipboardIsNotTouched() {
    wechat.history("张先生", "保修多久？");
    wechat.clipboardIsPicture = true;

    SendResult result = rounds.send(reply("张先生", "两年"));

    assertThat(result).isInstanceOf(SendResult.Sent.class);
    assertThat(wechat.clipboardIsPicture).isTrue();
    assertThat(wechat.done).contains("value").doesNotContain("CTRL_V");
  }

  @Test
  void clipboardHeldByAnotherProgramIsDoneWithout() {
    wechat.history("张先生", "保修多久？");
    wechat.clipboardBusy = true;

    SendResult result = rounds.send(reply("张先生", "两年"));

    assertThat(result).isInstanceOf(SendResult.Sent.class);
    assertThat(lastText("张先生")).isEqualTo("两年");
  }

  @Test
  void enterThatIsLostIsUnknown() {
    wechat.history("张先生", "保修多久？");
    wechat.enterIsLost = true;

    SendResult result = rounds.send(reply("张先生", "两年"));

    assertThat(result).isInstanceOf(SendResult.Unknown.class);
  }

  @Test
  void windowThatDiesAfterEnterIsUnknown() {
    wechat.history("张先生", "保修多久？");
    wechat.open("张先生");
    wechat.diesAtEnter = true;

    SendResult result = rounds.send(reply("张先生", "两年"));

    assertThat(result).isInstanceOf(SendResult.Unknown.class);
  }

  @Test
  void hiddenTreeAndMissingClientSaySo() {
    play(true);
    wechat.hidden = true;
    SendResult hidden = rounds.send(reply("张先生", "两年"));
    wechat.running = false;

    SendResult missing = rounds.send(reply("张先生", "两年"));

    assertFailed(hidden, "tree_hidden");
    assertFailed(missing, "wechat_not_ready");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatTheAgentTypedIsNotCollectedAsAPersonsWords(boolean v4) throws Exception {
    play(v4);
    wechat.history("张先生", "旧");
    wechat.open("张先生");
    rounds.round();
    wechat.says("张先生", "张先生", "保修多久？");
    rounds.send(reply("张先生", "两年"));
    wechat
        .chat("张先生")
        .rows
        .add(new PlayedWeChat.Row(true, "小王", "我是真人", "mmui::ChatTextItemView", false));

    rounds.round();

    assertThat(kept).extracting(ChatMessage::content).containsExactly("保修多久？", "我是真人");
  }

  private void play(boolean v4) {
    wechat = new PlayedWeChat(v4);
    rounds = rounds();
  }

  private String lastText(String chat) {
    List<PlayedWeChat.Row> rows = wechat.chats.get(chat).rows;
    return rows.get(rows.size() - 1).text();
  }

  private static void assertFailed(SendResult result, String code) {
    assertThat(result)
        .isInstanceOfSatisfying(
            SendResult.Failed.class, failed -> assertThat(failed.code()).isEqualTo(code));
  }

  private static Reply reply(String chat, String content) {
    return new Reply(
        "r-1",
        Optional.of("m-1"),
        chat,
        chat,
        Reply.Action.REPLY,
        content,
        1,
        1,
        Optional.empty(),
        Optional.empty(),
        1,
        Instant.EPOCH);
  }

  private ChatRounds rounds() {
    try {
      TailStore tails =
          TailStore.open(
              new PowerCutDisk(),
              new RecordCipher(new byte[RecordCipher.KEY_BYTES], new SecureRandom()));
      OwnTexts own = new OwnTexts();
      return new ChatRounds(
          new ChatRounds.Ports(wechat, wechat, wechat::pause, wechat.clock()),
          Selectors::shipped,
          () -> Habits.DEFAULT,
          new ChatCollector(
              tails,
              message -> {
                kept.add(message);
                return new Keeping.Kept();
              },
              own::take,
              wechat.clock()),
          own,
          PlayedWeChat.files(wechat, message -> new Keeping.Kept(), List.of()),
          SendTimes.DEFAULT);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
