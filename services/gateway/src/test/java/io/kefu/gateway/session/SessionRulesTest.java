package io.kefu.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.gateway.eventlog.Position;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The small rules of sockets, without anything running. */
class SessionRulesTest {

  private final List<String> log = new ArrayList<>();
  private final List<UniEmitter<? super Void>> pending = new ArrayList<>();

  @Test
  void aChatSendsOneAtATimeAndOthersDoNotWaitForIt() {
    ChatLanes lanes = new ChatLanes(10);

    submit(lanes, "a", "a1");
    submit(lanes, "a", "a2");
    submit(lanes, "b", "b1");

    assertThat(log).containsExactly("send a1", "send b1");
    pending.get(0).complete(null);
    assertThat(log).containsExactly("send a1", "send b1", "done a1", "send a2");
  }

  @Test
  void aFailureTakesTheRestOfItsChatWithItSoThatNoneOvertakes() {
    ChatLanes lanes = new ChatLanes(10);
    submit(lanes, "a", "a1");
    submit(lanes, "a", "a2");
    submit(lanes, "b", "b1");

    pending.get(0).fail(new IllegalStateException("away"));

    assertThat(log).containsExactly("send a1", "send b1", "failed a1", "failed a2");
    assertThat(lanes.size()).isEqualTo(1);
    submit(lanes, "a", "a1");
    assertThat(log).endsWith("send a1");
  }

  @Test
  void lanesAreBoundedTogether() {
    ChatLanes lanes = new ChatLanes(2);
    submit(lanes, "a", "a1");
    submit(lanes, "b", "b1");

    boolean taken = submit(lanes, "c", "c1");

    assertThat(taken).isFalse();
    assertThat(log).doesNotContain("send c1");
  }

  @Test
  void theOutboxWritesInOrderOneAtATime() {
    Outbox outbox = new Outbox(this::socket, 10, 1000, () -> log.add("overflow"));

    outbox.send("1");
    outbox.send("2");
    outbox.send("3");

    assertThat(log).containsExactly("write 1");
    pending.get(0).complete(null);
    pending.get(1).complete(null);
    assertThat(log).containsExactly("write 1", "write 2", "write 3");
  }

  @Test
  void aSlowConsumerOverflowsOnceAndTakesNothingMore() {
    Outbox outbox = new Outbox(this::socket, 2, 1000, () -> log.add("overflow"));
    for (int i = 0; i < 6; i++) {
      outbox.send(Integer.toString(i));
    }

    boolean taken = outbox.send("late");

    assertThat(taken).isFalse();
    assertThat(log).containsExactly("write 0", "overflow");
  }

  @Test
  void manyWritesThatFinishAtOnceDoNotPileUpOnTheStack() {
    int frames = 100_000;
    List<String> written = new ArrayList<>();
    List<UniEmitter<? super Void>> first = new ArrayList<>();
    Outbox outbox =
        new Outbox(
            frame -> {
              written.add(frame);
              return written.size() == 1
                  ? Uni.createFrom().emitter(first::add)
                  : Uni.createFrom().voidItem();
            },
            frames,
            frames * 10,
            () -> log.add("overflow"));
    for (int i = 0; i < frames; i++) {
      outbox.send("x");
    }

    first.get(0).complete(null);

    assertThat(written).hasSize(frames);
  }

  @Test
  void framesOverTheRateAreRefusedAndAFloodIsRecognised() {
    FloodGuard guard = new FloodGuard(10, 2, 2, 0);

    List<FloodGuard.Verdict> verdicts =
        List.of(
            guard.admit(0),
            guard.admit(0),
            guard.admit(0),
            guard.admit(TimeUnit.MILLISECONDS.toNanos(100)),
            guard.admit(TimeUnit.MILLISECONDS.toNanos(100)),
            guard.admit(TimeUnit.MILLISECONDS.toNanos(100)),
            guard.admit(TimeUnit.MILLISECONDS.toNanos(100)));

    assertThat(verdicts)
        .containsExactly(
            FloodGuard.Verdict.ADMITTED,
            FloodGuard.Verdict.ADMITTED,
            FloodGuard.Verdict.LIMITED,
            FloodGuard.Verdict.ADMITTED,
            FloodGuard.Verdict.LIMITED,
            FloodGuard.Verdict.LIMITED,
            FloodGuard.Verdict.FLOODING);
  }

  @Test
  void aFloodIsRecognisedThoughNowAndThenOneOfItsFramesIsTaken() {
    FloodGuard guard = new FloodGuard(500, 2000, 1000, 0);

    int frames = framesUntilFlooding(guard, 10_000);

    assertThat(frames).isBetween(3000, 3500);
  }

  @Test
  void whoSendsALittleTooFastIsRefusedAndNeverTakenForAFlood() {
    FloodGuard guard = new FloodGuard(500, 2000, 1000, 0);

    int frames = framesUntilFlooding(guard, 900);

    assertThat(frames).isEqualTo(100_000);
  }

  private static int framesUntilFlooding(FloodGuard guard, int perSecond) {
    for (int frame = 1; frame < 100_000; frame++) {
      long now = TimeUnit.SECONDS.toNanos(1) / perSecond * frame;
      if (guard.admit(now) == FloodGuard.Verdict.FLOODING) {
        return frame;
      }
    }
    return 100_000;
  }

  @Test
  void theLoginThatStandsLaterInTheTopicWinsInWhateverOrderOneHearsOfThem() {
    LoginOrder older = new LoginOrder();
    LoginOrder newer = new LoginOrder();

    boolean olderBefore = older.mine(new Position(1, 10));
    boolean newerHearsFirst = newer.rival(new Position(1, 10));
    boolean newerThen = newer.mine(new Position(1, 11));
    boolean olderAfter = older.rival(new Position(1, 11));

    assertThat(List.of(olderBefore, newerHearsFirst, newerThen, olderAfter))
        .containsExactly(false, false, false, true);
  }

  @Test
  void textsAreCleanedOfWhatNoDatabaseStores() {
    assertThat(TextHygiene.clean("好\0的")).isEqualTo("好的");
    assertThat(TextHygiene.clean("a\ud83db")).isEqualTo("a\ufffdb");
    assertThat(TextHygiene.clean("a\udc00")).isEqualTo("a\ufffd");
    assertThat(TextHygiene.clean("😀\0😀")).isEqualTo("😀😀");
    assertThat(TextHygiene.clean("😀")).isEqualTo("😀");
    assertThat(TextHygiene.needed("{\"a\":\"\\u0000\"}")).isTrue();
    assertThat(TextHygiene.needed("{\"a\":\"\\ud83d\\ude00\"}")).isTrue();
    assertThat(TextHygiene.needed("{\"a\":\"\\u4f60\"}")).isFalse();
  }

  private boolean submit(ChatLanes lanes, String chat, String name) {
    return lanes.submit(
        chat,
        () -> {
          log.add("send " + name);
          return Uni.createFrom().emitter(pending::add);
        },
        () -> log.add("done " + name),
        failure -> log.add("failed " + name));
  }

  private Uni<Void> socket(String frame) {
    log.add("write " + frame);
    return Uni.createFrom().emitter(pending::add);
  }
}
