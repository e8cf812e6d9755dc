package io.kefu.agent.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.agent.store.EncryptedLog;
import io.kefu.agent.store.PowerCutDisk;
import io.kefu.agent.store.RecordCipher;
import io.kefu.agent.wechat.ChatMessage;
import io.kefu.agent.wechat.Keeping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MessageQueueTest {

  private static final byte[] KEY = new byte[RecordCipher.KEY_BYTES];
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");

  private final PowerCutDisk disk = new PowerCutDisk();
  private Clock clock = Clock.fixed(START, ZoneOffset.UTC);

  @Test
  void powerCutAtEveryByteLosesNothingThatWasKept() throws Exception {
    // Given a run with deliveries, refusals, rotation and rewriting, with what is owed at each step
    QueueLimits tight = new QueueLimits(12, 6 * 1024, Duration.ofDays(7), 1024);
    MessageQueue queue = open(disk, tight);
    TreeMap<Integer, List<String>> owed = new TreeMap<>();
    List<String> waiting = new ArrayList<>();
    owed.put(disk.steps(), List.of());
    int kept = 0;
    for (int i = 0; i < 36; i++) {
      if (queue.keep(message("m-" + i, "chat-" + i % 4)) instanceof Keeping.Kept) {
        waiting.add("m-" + i);
        kept++;
        owed.put(disk.steps(), List.copyOf(waiting));
      }
      if (i % 3 == 2 || waiting.size() > 6) {
        // One stays from the beginning, so that the oldest file must be rewritten.
        String done = waiting.remove(Math.min(1, waiting.size() - 1));
        owed.put(disk.steps(), List.copyOf(waiting));
        if (i % 2 == 0) {
          queue.delivered(done);
        } else {
          queue.refuse(done, "invalid_message");
        }
      }
    }
    assertThat(kept).isGreaterThan(25);
    assertThat(queue.bytes()).isLessThanOrEqualTo(6 * 1024);

    // When the power goes at every byte of every write
    int cuts = 0;
    for (int step = 0; step < disk.steps(); step++) {
      for (int bytes = 0; bytes <= Math.max(0, disk.bytesOf(step) - 1); bytes++) {
        assertNothingLost(disk.cutAt(step, bytes), tight, owed.floorEntry(step).getValue());
        cuts++;
      }
      assertNothingLost(disk.forcedOnlyAt(step), tight, owed.floorEntry(step).getValue());
    }

    // Then the checks above held each time
    assertThat(cuts).isGreaterThan(5_000);
  }

  private void assertNothingLost(PowerCutDisk cut, QueueLimits limits, List<String> owed)
      throws IOException {
    MessageQueue reopened = open(cut, limits);
    List<String> found = ids(reopened);
    // What was finished before the cut may wait again: that only means sending it once more.
    assertThat(found).containsAll(owed);
    assertThat(found).isSortedAccordingTo((a, b) -> number(a) - number(b));
    assertThat(reopened.damage().lostSomething()).isFalse();
    assertThat(found).allMatch(id -> reopened.payload(id).isPresent());
  }

  @Test
  void markOfADeliveryIsFoundAgain() throws Exception {
    MessageQueue queue = open(disk, QueueLimits.DEFAULT);
    queue.keep(message("m-1", "a"));
    queue.keep(message("m-2", "a"));
    queue.delivered("m-1");
    queue.close();

    MessageQueue reopened = open(disk, QueueLimits.DEFAULT);

    assertThat(ids(reopened)).containsExactly("m-2");
    assertThat(reopened.keep(message("m-1", "a"))).isEqualTo(new Keeping.AlreadyKept(true));
    assertThat(reopened.keep(message("m-2", "a"))).isEqualTo(new Keeping.AlreadyKept(false));
  }

  @Test
  void onlyOneMessageOfAChatIsNextSoThatOrderHolds() throws Exception {
    MessageQueue queue = open(disk, QueueLimits.DEFAULT);
    queue.keep(message("m-1", "a"));
    queue.keep(message("m-2", "a"));
    queue.keep(message("m-3", "b"));
    queue.keep(message("m-4", "c"));

    List<MessageQueue.Waiting> next = queue.next(10, "c"::equals);

    assertThat(next).extracting(MessageQueue.Waiting::messageId).containsExactly("m-1", "m-3");
  }

  @Test
  void fullQueueOfUndeliveredRefusesInsteadOfDropping() throws Exception {
    MessageQueue queue = open(disk, new QueueLimits(3, 1024 * 1024, Duration.ofDays(7), 64 * 1024));
    queue.keep(message("m-1", "a"));
    queue.keep(message("m-2", "a"));
    queue.keep(message("m-3", "a"));

    Keeping fourth = queue.keep(message("m-4", "a"));

    assertThat(fourth).isInstanceOf(Keeping.Refused.class);
    assertThat(((Keeping.Refused) fourth).code()).isEqualTo("queue_full");
    assertThat(ids(queue)).containsExactly("m-1", "m-2", "m-3");
    queue.delivered("m-2");
    assertThat(queue.keep(message("m-4", "a"))).isEqualTo(new Keeping.Kept());
    assertThat(ids(queue)).containsExactly("m-1", "m-3", "m-4");
  }

  @Test
  void queueFullOfBytesRefusesAndStaysWithinItsLimit() throws Exception {
    QueueLimits limits = new QueueLimits(100_000, 64 * 1024, Duration.ofDays(7), 8 * 1024);
    MessageQueue queue = open(disk, limits);
    int kept = 0;
    while (queue.keep(message("m-" + kept, "a")) instanceof Keeping.Kept) {
      kept++;
    }

    queue.delivered("m-0");

    assertThat(queue.bytes()).isLessThanOrEqualTo(limits.bytes());
    assertThat(ids(queue)).hasSize(kept - 1);
    for (int i = 1; i < kept; i++) {
      queue.delivered("m-" + i);
    }
    assertThat(queue.keep(message("m-new", "a"))).isEqualTo(new Keeping.Kept());
    assertThat(queue.bytes()).isLessThanOrEqualTo(limits.bytes());
  }

  @Test
  void whatIsOlderThanTheRetentionLeavesCounted() throws Exception {
    MessageQueue queue = open(disk, QueueLimits.DEFAULT);
    queue.keep(message("m-old", "a"));
    queue.close();
    clock = Clock.fixed(START.plus(Duration.ofDays(8)), ZoneOffset.UTC);
    MessageQueue later = open(disk, QueueLimits.DEFAULT);

    later.keep(message("m-new", "a"));

    assertThat(ids(later)).containsExactly("m-new");
    assertThat(later.losses()).isEqualTo(new MessageQueue.Losses(0, 1));
    assertThat(open(disk, QueueLimits.DEFAULT).losses()).isEqualTo(new MessageQueue.Losses(0, 1));
  }

  @Test
  void countersSurviveTheFilesTheyWereIn() throws Exception {
    QueueLimits tight = new QueueLimits(4, 6 * 1024, Duration.ofDays(7), 1024);
    MessageQueue queue = open(disk, tight);
    queue.keep(message("m-bad", "a"));
    queue.refuse("m-bad", "invalid_message");
    for (int i = 0; i < 60; i++) {
      queue.keep(message("m-" + i, "a"));
      queue.delivered("m-" + i);
    }

    MessageQueue reopened = open(disk, tight);

    assertThat(reopened.losses().refused()).isEqualTo(1);
  }

  @Test
  void fullDiskRefusesAndHarmsNothing() throws Exception {
    MessageQueue queue = open(disk, QueueLimits.DEFAULT);
    queue.keep(message("m-1", "a"));
    disk.failAfterBytes = 20;

    Keeping refused = queue.keep(message("m-2", "a"));

    disk.failAfterBytes = -1;
    assertThat(((Keeping.Refused) refused).code()).isEqualTo("disk_error");
    assertThat(queue.keep(message("m-2", "a"))).isEqualTo(new Keeping.Kept());
    assertThat(ids(open(disk, QueueLimits.DEFAULT))).containsExactly("m-1", "m-2");
  }

  @Test
  void damageInTheMiddleCostsOnlyWhatItHit() throws Exception {
    MessageQueue queue = open(disk, QueueLimits.DEFAULT);
    for (int i = 0; i < 5; i++) {
      queue.keep(message("m-" + i, "a"));
    }
    String file = disk.list().get(0);
    byte[] bytes = disk.bytes(file);
    bytes[bytes.length / 2] ^= 1;
    disk.tamper(file, length -> bytes);

    MessageQueue reopened = open(disk, QueueLimits.DEFAULT);

    assertThat(ids(reopened)).hasSize(4).contains("m-0", "m-4");
    assertThat(reopened.damage().damagedRecords()).isEqualTo(1);
    assertThat(reopened.keep(message("m-9", "a"))).isEqualTo(new Keeping.Kept());
    assertThat(ids(open(disk, QueueLimits.DEFAULT))).contains("m-9");
  }

  @Test
  void storeOfAnotherKeyIsSetAsideAndNotDeleted() throws Exception {
    MessageQueue queue = open(disk, QueueLimits.DEFAULT);
    queue.keep(message("m-1", "a"));
    byte[] other = KEY.clone();
    other[0] = 1;

    MessageQueue reopened =
        MessageQueue.open(disk, new RecordCipher(other, RANDOM), QueueLimits.DEFAULT, clock);

    assertThat(reopened.depth()).isZero();
    assertThat(reopened.damage().setAside()).hasSize(1);
    assertThat(disk.list()).contains(reopened.damage().setAside().get(0));
    assertThat(reopened.keep(message("m-2", "a"))).isEqualTo(new Keeping.Kept());
  }

  @Test
  void textIsNotReadableOnDisk() throws Exception {
    MessageQueue queue = open(disk, QueueLimits.DEFAULT);

    queue.keep(message("m-1", "secret-chat"));

    for (String file : disk.list()) {
      String raw = new String(disk.bytes(file), StandardCharsets.ISO_8859_1);
      assertThat(raw).doesNotContain("secret-chat").doesNotContain("m-1");
    }
  }

  @Test
  void recordMovedToAnotherPlaceDoesNotOpen() throws Exception {
    EncryptedLog log =
        EncryptedLog.open(disk, new RecordCipher(KEY, RANDOM), "q", 4096, (l, p) -> {});
    EncryptedLog.Location first = log.appendForced(new byte[40]);
    log.appendForced(new byte[40]);
    String file = disk.list().get(0);
    byte[] bytes = disk.bytes(file);
    byte[] record = Arrays.copyOfRange(bytes, first.offset(), first.offset() + first.length());
    System.arraycopy(record, 0, bytes, first.offset() + first.length(), record.length);
    disk.tamper(file, length -> bytes);
    List<byte[]> seen = new ArrayList<>();

    EncryptedLog again =
        EncryptedLog.open(disk, new RecordCipher(KEY, RANDOM), "q", 4096, (l, p) -> seen.add(p));

    assertThat(seen).hasSize(1);
    assertThat(again.damage().lostSomething()).isTrue();
  }

  private MessageQueue open(PowerCutDisk on, QueueLimits limits) throws IOException {
    return MessageQueue.open(on, new RecordCipher(KEY, RANDOM), limits, clock);
  }

  private static List<String> ids(MessageQueue queue) {
    return queue.waitingIds();
  }

  private static int number(String id) {
    String digits = id.replaceAll("\\D", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  private ChatMessage message(String id, String chat) {
    return new ChatMessage(
        id,
        chat,
        false,
        chat,
        chat,
        chat,
        ChatMessage.Kind.TEXT,
        "text of " + id,
        START,
        false,
        false,
        Optional.empty(),
        Optional.empty());
  }
}
