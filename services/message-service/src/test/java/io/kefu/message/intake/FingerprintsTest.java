package io.kefu.message.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.ChatKey;
import io.kefu.contracts.chat.ChatType;
import io.kefu.contracts.chat.ContentType;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintsTest {

  private static final Instant T0 = Instant.parse("2026-11-20T08:00:00Z");

  @Test
  void rowSeenTwiceAtTheSameTimeIsOneMessage() {
    assertThat(repeats(List.of(row("m1", "在吗", "p1", 0), row("m2", "在吗", "p1", 0))))
        .containsExactly(null, "m1");
  }

  @Test
  void sameTextMoreThanTenSecondsLaterIsAnotherMessage() {
    assertThat(repeats(List.of(row("m1", "在吗", "p1", 0), row("m2", "在吗", "p1", 10_001))))
        .containsExactly(null, null);
    assertThat(repeats(List.of(row("m1", "在吗", "p1", 0), row("m2", "在吗", "p1", 10_000))))
        .containsExactly(null, "m1");
  }

  @Test
  void laterSightingIsComparedWithTheMessageItBelongsTo() {
    assertThat(
            repeats(
                List.of(
                    row("m1", "在吗", "p1", 0),
                    row("m2", "在吗", "p1", 11_000),
                    row("m3", "在吗", "p1", 15_000))))
        .containsExactly(null, null, "m2");
  }

  @Test
  void rowThatStaysInSightIsOneMessageHoweverOftenItIsSeen() {
    assertThat(
            repeats(
                List.of(
                    row("m1", "在吗", "p1", 0),
                    row("m2", "在吗", "p1", 9_000),
                    row("m3", "在吗", "p1", 18_000),
                    row("m4", "在吗", "p1", 28_001))))
        .containsExactly(null, "m1", "m1", null);
  }

  @Test
  void sameTextTypedTwiceAtOnceStandsAtTwoPlaces() {
    assertThat(repeats(List.of(row("m1", "在吗", "p1", 0), row("m2", "在吗", "p2", 0))))
        .containsExactly(null, null);
  }

  @Test
  void withoutAPlaceNothingIsSaid() {
    assertThat(repeats(List.of(row("m1", "在吗", null, 0), row("m2", "在吗", " ", 0))))
        .containsExactly(null, null);
  }

  @Test
  void sameMessageDeliveredTwiceIsNoRepetitionOfItself() {
    assertThat(repeats(List.of(row("m1", "在吗", "p1", 0), row("m1", "在吗", "p1", 0))))
        .containsExactly(null, null);
  }

  private static List<String> repeats(List<Arrival> arrivals) {
    return Fingerprints.repeats(arrivals).stream()
        .map(first -> first == null ? null : first.messageId())
        .toList();
  }

  private static Arrival row(String id, String text, String position, long afterMs) {
    return new Arrival(
        new ChatKey("t", "a", "c"),
        id,
        ChatType.PRIVATE,
        "chat",
        "wxid_1",
        "customer",
        ContentType.TEXT,
        text,
        T0.plusMillis(afterMs),
        T0.plusMillis(afterMs),
        false,
        false,
        Fingerprints.of("c", "wxid_1", text, position),
        null,
        null,
        null,
        null);
  }
}
