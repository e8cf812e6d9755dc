package io.kefu.agent.wechat.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.agent.store.PowerCutDisk;
import io.kefu.agent.store.RecordCipher;
import io.kefu.agent.wechat.ChatMessage;
import io.kefu.agent.wechat.Keeping;
import io.kefu.agent.wechat.screen.ScreenRow;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChatCollectorTest {

  private static final ChatCollector.OpenChat PRIVATE =
      new ChatCollector.OpenChat("c-1", "张先生", false, "小王");
  private static final ChatCollector.OpenChat GROUP =
      new ChatCollector.OpenChat("g-1", "项目群", true, "小王");

  private final PowerCutDisk disk = new PowerCutDisk();
  private final List<ChatMessage> kept = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private boolean full;
  private ChatCollector collector = restarted();

  @Test
  void historyOfAChatSeenFirstIsNotNew() throws Exception {
    ChatCollector.Outcome outcome = collector.collect(PRIVATE, rows("old 1", "old 2"), 0);

    assertThat(outcome.kept()).isZero();
    assertThat(texts()).isEmpty();
  }

  @Test
  void unreadOnesOfAChatSeenFirstAreNewAndNoticesBetweenDoNotCount() throws Exception {
    List<ScreenRow> rows = new ArrayList<>(rows("old", "new 1"));
    rows.add(new ScreenRow(ChatMessage.Kind.SYSTEM, false, "", "10:30", false));
    rows.addAll(rows("new 2"));

    collector.collect(PRIVATE, rows, 2);

    assertThat(texts()).containsExactly("new 1", "10:30", "new 2");
  }

  @Test
  void onlyWhatFollowsTheTailIsNew() throws Exception {
    collector.collect(PRIVATE, rows("a", "b"), 0);

    collector.collect(PRIVATE, rows("a", "b", "c", "d"), 0);
    collector.collect(PRIVATE, rows("a", "b", "c", "d"), 0);

    assertThat(texts()).containsExactly("c", "d");
  }

  @Test
  void textTypedTwiceIsTwoMessages() throws Exception {
    collector.collect(PRIVATE, rows("在吗", "在吗"), 0);

    collector.collect(PRIVATE, rows("在吗", "在吗", "在吗"), 0);
    collector.collect(PRIVATE, rows("在吗", "在吗", "在吗", "在吗"), 0);

    assertThat(texts()).containsExactly("在吗", "在吗");
    assertThat(ids).hasSize(2);
  }

  @Test
  void olderRowsThatAppearAboveAreNotNew() throws Exception {
    collector.collect(PRIVATE, rows("c", "d"), 0);

    collector.collect(PRIVATE, rows("a", "b", "c", "d", "e"), 0);

    assertThat(texts()).containsExactly("e");
  }

  @Test
  void restartTakesNothingTwice() throws Exception {
    collector.collect(PRIVATE, rows("a"), 0);
    collector.collect(PRIVATE, rows("a", "b"), 0);
    collector = restarted();

    collector.collect(PRIVATE, rows("a", "b", "c"), 3);

    assertThat(texts()).containsExactly("b", "c");
  }

  @Test
  void crashBeforeTheTailWasWrittenGivesTheSameIdAgain() throws Exception {
    collector.collect(PRIVATE, rows("a"), 0);
    int before = disk.steps();
    collector.collect(PRIVATE, rows("a", "b"), 0);
    ChatCollector afterCrash =
        new ChatCollector(
            TailStore.open(disk.cutAt(before, 0), cipher()), this::keep, (c, t) -> false, clock());

    ChatCollector.Outcome again = afterCrash.collect(PRIVATE, rows("a", "b"), 0);

    assertThat(again.kept()).isZero();
    assertThat(texts()).containsExactly("b");
  }

  @Test
  void gapIsReportedAndOnlyUnreadRowsAreTaken() throws Exception {
    collector.collect(PRIVATE, rows("a", "b"), 0);

    ChatCollector.Outcome outcome = collector.collect(PRIVATE, rows("x", "y", "z"), 2);

    assertThat(outcome.gap()).isTrue();
    assertThat(texts()).containsExactly("y", "z");
    assertThat(collector.collect(PRIVATE, rows("x", "y", "z", "!"), 0).gap()).isFalse();
    assertThat(texts()).containsExactly("y", "z", "!");
  }

  @Test
  void fullQueueLeavesTheRestForTheNextLook() throws Exception {
    collector.collect(PRIVATE, rows("a"), 0);
    full = true;
    ChatCollector.Outcome refused = collector.collect(PRIVATE, rows("a", "b", "c"), 0);
    assertThat(refused.refused()).isTrue();
    full = false;

    collector.collect(PRIVATE, rows("a", "b", "c"), 0);

    assertThat(texts()).containsExactly("b", "c");
  }

  @Test
  void listThatIsEmptyForAMomentForgetsNothing() throws Exception {
    collector.collect(PRIVATE, rows("a"), 0);

    collector.collect(PRIVATE, List.of(), 5);
    collector.collect(PRIVATE, rows("a", "b"), 0);

    assertThat(texts()).containsExactly("b");
  }

  @Test
  void rowsMustBeSteadyBeforeTheyCount() {
    assertThat(collector.steady(PRIVATE, rows("a"))).isFalse();
    assertThat(collector.steady(PRIVATE, rows("a", "b"))).isFalse();
    assertThat(collector.steady(PRIVATE, rows("a", "b"))).isTrue();
    assertThat(collector.steady(GROUP, rows("a", "b"))).isFalse();
  }

  @Test
  void ownRowsAreKeptAsOwnAndMentionsAreNoticed() throws Exception {
    collector.collect(GROUP, rows("start"), 0);
    List<ScreenRow> rows = new ArrayList<>(rows("start"));
    rows.add(ScreenRow.own("我们的回复"));
    rows.add(ScreenRow.theirs("李女士", "@小王子 不是你"));
    rows.add(ScreenRow.theirs("李女士", "问 @小王\u2005报价？"));

    collector.collect(GROUP, rows, 0);

    assertThat(kept).extracting(ChatMessage::own).containsExactly(true, false, false);
    assertThat(kept).extracting(ChatMessage::mentioned).containsExactly(false, false, true);
    assertThat(kept.get(1).senderId()).isEqualTo("g-1/李女士");
    assertThat(kept.get(0).positionHash()).isNotEqualTo(kept.get(1).positionHash());
  }

  @Test
  void aLongConversationSeenThroughASmallWindowLosesAndDoublesNothing() throws Exception {
    // Few different texts, so that repetitions are everywhere; a window of twelve rows
    Random random = new Random(7);
    List<String> all = new ArrayList<>(List.of("start 1", "start 2", "start 3"));
    collector.collect(PRIVATE, rows(all.toArray(String[]::new)), 0);
    List<String> expected = new ArrayList<>();
    for (int look = 0; look < 400; look++) {
      for (int i = random.nextInt(4); i > 0; i--) {
        String text = random.nextInt(4) == 0 ? "好" : "t" + random.nextInt(50);
        all.add(text);
        expected.add(text);
      }
      if (look % 37 == 0) {
        collector = restarted();
      }
      List<String> window = all.subList(Math.max(0, all.size() - 12), all.size());
      collector.collect(PRIVATE, rows(window.toArray(String[]::new)), 0);
    }

    assertThat(texts()).isEqualTo(expected);
    assertThat(ids).hasSize(expected.size());
  }

  private Keeping keep(ChatMessage message) {
    if (full) {
      return new Keeping.Refused("queue_full", "wait");
    }
    if (!ids.add(message.messageId())) {
      return new Keeping.AlreadyKept(false);
    }
    kept.add(message);
    return new Keeping.Kept();
  }

  private List<String> texts() {
    return kept.stream().map(ChatMessage::content).toList();
  }

  private ChatCollector restarted() {
    try {
      return new ChatCollector(
          TailStore.open(disk, cipher()), this::keep, (c, t) -> false, clock());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Clock clock() {
    return Clock.fixed(Instant.parse("2026-11-22T00:00:00Z"), ZoneOffset.UTC);
  }

  private static RecordCipher cipher() {
    return new RecordCipher(new byte[RecordCipher.KEY_BYTES], new SecureRandom());
  }

  private static List<ScreenRow> rows(String... texts) {
    return Arrays.stream(texts).map(text -> ScreenRow.theirs("", text)).toList();
  }
}
