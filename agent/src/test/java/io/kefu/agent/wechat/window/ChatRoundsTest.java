package io.kefu.agent.wechat.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.agent.frame.WeChatStatus;
import io.kefu.agent.store.PowerCutDisk;
import io.kefu.agent.store.RecordCipher;
import io.kefu.agent.wechat.ChatMessage;
import io.kefu.agent.wechat.Keeping;
import io.kefu.agent.wechat.KeptFile;
import io.kefu.agent.wechat.WeChatDriver;
import io.kefu.agent.wechat.collect.ChatCollector;
import io.kefu.agent.wechat.collect.TailStore;
import io.kefu.agent.wechat.selector.Selectors;
import io.kefu.agent.wechat.send.SendTimes;
import io.kefu.agent.wechat.ui.Desktop;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Collecting from a whole window, in both tree shapes, through hostile scenes. */
class ChatRoundsTest {

  private final PowerCutDisk disk = new PowerCutDisk();
  private final List<ChatMessage> kept = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private final List<byte[]> files = new ArrayList<>();
  @TempDir static Path saved;
  private Habits habits = Habits.DEFAULT;
  private PlayedWeChat wechat = new PlayedWeChat(false);
  private ChatRounds rounds = rounds();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void unreadChatsAreVisitedAndNothingOfTheirHistoryIsTaken(boolean v4) throws Exception {
    play(v4);
    wechat.history("张先生", "旧一", "旧二");
    wechat.says("张先生", "张先生", "报价多少？");
    wechat.says("张先生", "张先生", "急");

    rounds.round();

    assertThat(texts()).containsExactly("报价多少？", "急");
    assertThat(kept).extracting(ChatMessage::chatName).containsOnly("张先生");
    assertThat(kept).extracting(ChatMessage::own).containsOnly(false);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void openChatIsCollectedWithoutTouchingAnything(boolean v4) throws Exception {
    play(v4);
    wechat.history("张先生", "旧");
    wechat.open("张先生");
    rounds.round();
    wechat.says("张先生", "张先生", "在吗");

    rounds.round();

    assertThat(texts()).containsExactly("在吗");
    assertThat(wechat.done).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void restartTakesNothingTwice(boolean v4) throws Exception {
    play(v4);
    wechat.history("张先生", "旧");
    wechat.open("张先生");
    rounds.round();
    wechat.says("张先生", "张先生", "一");
    rounds.round();
    wechat.says("张先生", "张先生", "二");
    rounds = rounds();

    rounds.round();
    rounds.round();

    assertThat(texts()).containsExactly("一", "二");
  }

  @Test
  void talkativeChatHoldsNobodyBack() throws Exception {
    for (String name : List.of("甲", "乙", "丙")) {
      wechat.says(name, name, name + "1");
    }
    List<String> visited = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      wechat.says("甲", "甲", "甲又来 " + i);
      rounds.round();
      visited.add(wechat.open);
      wechat.open("");
    }

    rounds.round();

    assertThat(visited).containsExactly("乙", "丙", "甲", "甲");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void unreadChatBelowTheVisibleOnesIsFoundAndTheListGoesBack(boolean v4) throws Exception {
    play(v4);
    for (int i = 0; i < 30; i++) {
      wechat.history("客户" + i, "旧");
    }
    wechat.chat("客户25").rows.add(row(false, "还在吗？"));
    wechat.chat("客户25").unread = 1;

    for (int i = 0; i < 30; i++) {
      rounds.round();
    }

    assertThat(texts()).containsExactly("还在吗？");
    assertThat(wechat.firstSession).isZero();
    int scrolls = wechat.scrolls;
    rounds.round();
    assertThat(wechat.scrolls).isEqualTo(scrolls);
  }

  @Test
  void listIsNotScrolledUnderAUsersHandNorWhenAllCanBeSeen() throws Exception {
    for (int i = 0; i < 30; i++) {
      wechat.history("客户" + i, "旧");
    }
    wechat.sinceUser = Duration.ZERO;
    rounds.round();
    assertThat(wechat.scrolls).isZero();
    play(false);
    wechat.history("客户", "旧");

    rounds.round();

    assertThat(wechat.scrolls).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void pictureOfAnImagesRowIsItsFile(boolean v4) throws Exception {
    play(v4);
    wechat.history("张先生", "旧");
    wechat.open("张先生");
    rounds.round();
    add("[图片]", "mmui::ChatBubbleReferItemView", false);
    add("文字", "mmui::ChatTextItemView", false);

    rounds.round();

    assertThat(kept.getFirst().kind()).isEqualTo(ChatMessage.Kind.IMAGE);
    assertThat(kept.getFirst().file()).map(KeptFile::type).contains("image/png");
    assertThat(kept.getLast().file()).isEmpty();
    assertThat(files).hasSize(1);
    assertThat(files.getFirst()).startsWith((byte) 0x89, 'P', 'N', 'G');
  }

  @Test
  void messagesAreCutOutForRecognitionAndAllOfAHiddenWindow() {
    wechat.history("张先生", "旧");
    wechat.open("张先生");

    assertThat(rounds.messages()).hasValueSatisfying(p -> assertThat(p.width()).isEqualTo(700));
    play(true);
    wechat.hidden = true;
    assertThat(rounds.messages()).hasValueSatisfying(p -> assertThat(p.width()).isEqualTo(1000));
    assertThat(rounds.messages().get().sha256()).isEqualTo(rounds.messages().get().sha256());
  }

  @Test
  void busyUserIsLeftAloneAndTheOpenChatIsStillRead() throws Exception {
    wechat.history("张先生", "旧");
    wechat.open("张先生");
    rounds.round();
    wechat.says("李女士", "李女士", "你好");
    wechat.says("张先生", "张先生", "在吗");
    wechat.sinceUser = Duration.ZERO;

    rounds.round();

    assertThat(texts()).containsExactly("在吗");
    assertThat(wechat.done).doesNotContain("click");
  }

  @Test
  void lockedScreenVisitsNothing() throws Exception {
    wechat.says("李女士", "李女士", "你好");
    wechat.input = false;

    rounds.round();

    assertThat(wechat.done).isEmpty();
    assertThat(kept).isEmpty();
  }

  @Test
  void minimisedWindowIsBroughtUpForUnreadOnes() throws Exception {
    wechat.says("李女士", "李女士", "你好");
    wechat.minimised = true;

    rounds.round();

    assertThat(texts()).containsExactly("你好");
    assertThat(wechat.minimised).isFalse();
  }

  @Test
  void rowsOfTheChatBeforeAreNeverTakenForTheNewOnes() throws Exception {
    // Given a window whose title changes before its rows do
    wechat.history("张先生", "张的话");
    wechat.open("张先生");
    rounds.round();
    wechat.says("李女士", "李女士", "李的话");
    wechat.rowsLag = true;

    rounds.round();
    rounds.round();

    assertThat(kept).extracting(m -> m.chatName() + ":" + m.content()).containsExactly("李女士:李的话");
  }

  @Test
  void titleThatNeverComesIsNotCollectedUnderAnotherName() throws Exception {
    wechat.says("李女士", "李女士", "你好");
    wechat.titleInstead = "别人";

    rounds.round();

    assertThat(kept).isEmpty();
  }

  @Test
  void rowsThatKeepComingWaitUntilTheyAreSteady() throws Exception {
    wechat.history("张先生", "旧");
    wechat.open("张先生");
    rounds.round();
    wechat.says("张先生", "张先生", "一");
    // The first read of a round finds it changed; each of the next ones brings another row
    wechat.betweenReads.add(() -> {});
    wechat.betweenReads.add(() -> wechat.says("张先生", "张先生", "二"));
    wechat.betweenReads.add(() -> wechat.says("张先生", "张先生", "三"));

    rounds.round();

    assertThat(texts()).containsExactly("一", "二", "三");
  }

  @Test
  void windowThatVanishesBetweenReadsIsNoFault() throws Exception {
    wechat.says("李女士", "李女士", "你好");
    wechat.betweenReads.add(() -> {});
    wechat.betweenReads.add(() -> wechat.running = false);

    WeChatStatus first = rounds.round().status();
    WeChatStatus second = rounds.round().status();

    assertThat(first).isEqualTo(WeChatStatus.V39);
    assertThat(second).isEqualTo(WeChatStatus.NOT_RUNNING);
    assertThat(kept).isEmpty();
  }

  @Test
  void listsOfChatsAreKept() throws Exception {
    habits =
        new Habits(
            Optional.empty(),
            Set.of(),
            Set.of("朋友"),
            Habits.Groups.NONE,
            Desktop.Chord.ENTER,
            Duration.ofMillis(1500),
            true);
    wechat.says("朋友", "朋友", "晚上喝酒");
    wechat.says("订阅号", "订阅号", "今日新闻");
    wechat.says("项目群", "李女士", "群里的话");
    wechat.chat("项目群").group = true;
    wechat.says("张先生", "张先生", "报价");

    for (int i = 0; i < 4; i++) {
      rounds.round();
    }

    assertThat(texts()).containsExactly("报价");
    assertThat(wechat.chats.get("朋友").unread).isEqualTo(1);
  }

  @Test
  void groupsTellWhoWroteAndWhetherWeAreMeant() throws Exception {
    wechat.chat("项目群").group = true;
    wechat.says("项目群", "李女士", "@小王\u2005报价？");

    rounds.round();

    ChatMessage message = kept.get(0);
    assertThat(message.group()).isTrue();
    assertThat(message.senderName()).isEqualTo("李女士（备注）");
    assertThat(message.mentioned()).isTrue();
    assertThat(message.chatName()).isEqualTo("项目群");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void kindsAndQuotesAreTold(boolean v4) throws Exception {
    play(v4);
    wechat.history("张先生", "旧");
    wechat.open("张先生");
    rounds.round();
    add("[图片]", "mmui::ChatBubbleReferItemView", false);
    add("[文件]\n报价.pdf", "mmui::ChatBubbleItemView", false);
    add("[语音]3秒", "mmui::ChatVoiceItemView", false);
    add("同意\n引用 小王 的消息 : 明天发货", "mmui::ChatTextItemView", false);
    add("10:30", "mmui::ChatItemView", true);

    rounds.round();

    assertThat(kept)
        .extracting(ChatMessage::kind)
        .containsExactly(
            ChatMessage.Kind.IMAGE,
            ChatMessage.Kind.FILE,
            ChatMessage.Kind.VOICE,
            ChatMessage.Kind.QUOTE,
            ChatMessage.Kind.SYSTEM);
    assertThat(kept.get(3).content()).isEqualTo("同意");
    assertThat(kept.get(3).quote()).contains(new ChatMessage.Quote(Optional.of("小王"), "明天发货"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fileThatWeChatSavedGoesWithItsMessage(boolean v4) throws Exception {
    play(v4);
    wechat.now = Instant.now();
    String month = wechat.now.toString().substring(0, 7);
    Path folder =
        saved.resolve(v4 ? "wxid_b/msg/file/" : "wxid_a/FileStorage/File/").resolve(month);
    wechat.history("张先生", "旧");
    wechat.open("张先生");
    rounds.round();
    add("[文件]\n清单.xlsx", "mmui::ChatBubbleItemView", false);
    add("[文件]\n没有下载.zip", "mmui::ChatBubbleItemView", false);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("清单.xlsx"), v4 ? "四" : "三");
    Files.writeString(folder.resolve("别的.zip"), "x");

    rounds.round();

    assertThat(kept).extracting(ChatMessage::kind).containsOnly(ChatMessage.Kind.FILE);
    assertThat(kept.get(0).file().orElseThrow().name()).isEqualTo("清单.xlsx");
    assertThat(files).containsExactly((v4 ? "四" : "三").getBytes(StandardCharsets.UTF_8));
    assertThat(kept.get(1).file()).isEmpty();
    Files.delete(folder.resolve("清单.xlsx"));
  }

  @Test
  void sidesOfVersionFourComeFromTheScreen() throws Exception {
    play(true);
    wechat.history("张先生", "旧");
    wechat.open("张先生");
    rounds.round();
    wechat.says("张先生", "张先生", "在吗");
    wechat.chat("张先生").rows.add(row(true, "在的"));

    rounds.round();

    assertThat(kept).extracting(ChatMessage::own).containsExactly(false, true);
  }

  @Test
  void rowWhoseSideNobodySeesIsTheCustomersAfterPatience() throws Exception {
    play(true);
    wechat.history("张先生", "旧");
    wechat.open("张先生");
    rounds.round();
    wechat.plainRows = true;
    wechat.says("张先生", "张先生", "在吗");

    rounds.round();

    assertThat(texts()).containsExactly("在吗");
    assertThat(kept.get(0).own()).isFalse();
  }

  @Test
  void statesOfTheClientAreTold() throws Exception {
    play(true);
    wechat.hidden = true;
    WeChatStatus hidden = rounds.round().status();
    wechat.hidden = false;
    wechat.loggedIn = false;
    WeChatStatus login = rounds.round().status();
    wechat.loggedIn = true;
    WeChatStatus visible = rounds.round().status();
    play(false);
    wechat.loggedIn = false;
    WeChatStatus oldLogin = rounds.round().status();

    assertThat(List.of(hidden, login, visible, oldLogin))
        .containsExactly(
            WeChatStatus.V4_HIDDEN,
            WeChatStatus.NOT_LOGGED_IN,
            WeChatStatus.V4_VISIBLE,
            WeChatStatus.NOT_LOGGED_IN);
  }

  private void add(String text, String className, boolean notice) {
    wechat.chat("张先生").rows.add(new PlayedWeChat.Row(false, "张先生", text, className, notice));
  }

  private static PlayedWeChat.Row row(boolean own, String text) {
    return new PlayedWeChat.Row(own, own ? "小王" : "张先生", text, "mmui::ChatTextItemView", false);
  }

  private void play(boolean v4) {
    wechat = new PlayedWeChat(v4);
    rounds = rounds();
  }

  private ChatRounds rounds() {
    try {
      TailStore tails =
          TailStore.open(
              disk, new RecordCipher(new byte[RecordCipher.KEY_BYTES], new SecureRandom()));
      OwnTexts own = new OwnTexts();
      return new ChatRounds(
          new ChatRounds.Ports(wechat, wechat, wechat::pause, wechat.clock()),
          Selectors::shipped,
          () -> habits,
          new ChatCollector(tails, this::keep, own::take, wechat.clock()),
          own,
          PlayedWeChat.files(wechat, new Shelf(), List.of(saved)),
          SendTimes.DEFAULT);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private final class Shelf implements WeChatDriver.Inbox {

    @Override
    public Keeping keep(ChatMessage message) {
      return ChatRoundsTest.this.keep(message);
    }

    @Override
    public Optional<KeptFile> keepFile(InputStream content, String name, String type)
        throws IOException {
      byte[] bytes = content.readAllBytes();
      files.add(bytes);
      return Optional.of(new KeptFile("k" + files.size(), name, type, bytes.length, "0"));
    }
  }

  private Keeping keep(ChatMessage message) {
    if (!ids.add(message.messageId())) {
      return new Keeping.AlreadyKept(false);
    }
    kept.add(message);
    return new Keeping.Kept();
  }

  private List<String> texts() {
    return kept.stream().map(ChatMessage::content).toList();
  }
}
