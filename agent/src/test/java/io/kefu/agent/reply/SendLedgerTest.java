package io.kefu.agent.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.agent.frame.Receipt;
import io.kefu.agent.frame.Reply;
import io.kefu.agent.store.PowerCutDisk;
import io.kefu.agent.store.RecordCipher;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SendLedgerTest {

  private static final byte[] KEY = new byte[RecordCipher.KEY_BYTES];
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");

  private final PowerCutDisk disk = new PowerCutDisk();
  private Clock clock = Clock.fixed(START, ZoneOffset.UTC);

  @Test
  void powerCutAtEveryByteNeverForgetsAPartThatWasBegun() throws Exception {
    SendLedger ledger = open(disk);
    TreeMap<Integer, Set<String>> begun = new TreeMap<>(Map.of(0, Set.of()));
    TreeMap<Integer, Set<String>> ended = new TreeMap<>(Map.of(0, Set.of()));
    Set<String> begunSoFar = new HashSet<>();
    Set<String> endedSoFar = new HashSet<>();
    for (int i = 0; i < 12; i++) {
      ledger.begin(reply("r-" + i));
      begunSoFar.add("r-" + i);
      begun.put(disk.steps(), Set.copyOf(begunSoFar));
      ledger.end(sent("r-" + i));
      endedSoFar.add("r-" + i);
      ended.put(disk.steps(), Set.copyOf(endedSoFar));
    }

    for (int step = 0; step < disk.steps(); step++) {
      for (int bytes = 0; bytes <= Math.max(0, disk.bytesOf(step) - 1); bytes++) {
        SendLedger reopened = open(disk.cutAt(step, bytes));

        for (String id : begun.floorEntry(step).getValue()) {
          assertThat(reopened.begun(id)).isTrue();
          // While the outcome is being written either answer is honest; afterwards only one is.
          assertThat(reopened.receipt(id).map(Receipt::status).orElseThrow())
              .isIn(
                  ended.floorEntry(step).getValue().contains(id)
                      ? Set.of(Receipt.Status.SENT)
                      : Set.of(Receipt.Status.SENT, Receipt.Status.UNKNOWN));
        }
      }
    }
  }

  @Test
  void unknownAfterACutStaysUnknownInTheNextRun() throws Exception {
    open(disk).begin(reply("r-1"));
    open(disk);

    SendLedger third = open(disk);

    assertThat(third.receipt("r-1")).map(Receipt::status).contains(Receipt.Status.UNKNOWN);
    assertThat(third.endedSince(START.minusSeconds(1))).hasSize(1);
    assertThat(third.lastBegun()).contains("r-1");
  }

  @Test
  void nothingIsBegunTwice() throws Exception {
    SendLedger ledger = open(disk);
    ledger.begin(reply("r-1"));

    assertThatThrownBy(() -> ledger.begin(reply("r-1"))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void beginFailsWhenTheDiskIsFullAndCanBeTriedAgain() throws Exception {
    SendLedger ledger = open(disk);
    disk.failAfterBytes = 5;

    assertThatThrownBy(() -> ledger.begin(reply("r-1"))).isInstanceOf(IOException.class);

    disk.failAfterBytes = -1;
    assertThat(ledger.begun("r-1")).isFalse();
    ledger.begin(reply("r-1"));
    assertThat(open(disk).begun("r-1")).isTrue();
  }

  @Test
  void oldEntriesLeaveAndTheFilesStayFew() throws Exception {
    for (int day = 0; day < 12; day++) {
      clock = Clock.fixed(START.plus(Duration.ofDays(day)), ZoneOffset.UTC);
      SendLedger ledger = open(disk);
      for (int i = 0; i < 200; i++) {
        ledger.begin(reply("r-" + day + "-" + i));
        ledger.end(sent("r-" + day + "-" + i));
      }
    }

    SendLedger reopened = open(disk);

    assertThat(reopened.begun("r-11-199")).isTrue();
    assertThat(reopened.begun("r-8-0")).isTrue();
    assertThat(disk.list()).hasSizeLessThan(12);
  }

  private SendLedger open(PowerCutDisk on) throws IOException {
    return SendLedger.open(on, new RecordCipher(KEY, RANDOM), clock);
  }

  private Receipt sent(String replyId) {
    return new Receipt(replyId, Receipt.Status.SENT, Optional.empty(), clock.instant());
  }

  static Reply reply(String id) {
    return new Reply(
        id,
        Optional.of("m-of-" + id),
        "chat",
        "chat",
        Reply.Action.REPLY,
        "text",
        1,
        1,
        Optional.empty(),
        Optional.empty(),
        0.9,
        START);
  }
}
