package io.kefu.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.agent.frame.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkPolicyTest {

  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

  private final SendWindow window = new SendWindow(4, Duration.ofSeconds(30));
  private final ReceiptOutbox outbox = new ReceiptOutbox();

  @ParameterizedTest
  @CsvSource({
    "4001, SUPERSEDED", "4002, WITHDRAWN", "4003, RENEW_TOKEN", "4004, RECONNECT", "1013, BUSY",
    "1008, BUSY", "1002, BUSY", "1009, FAULTY_FRAME", "1007, FAULTY_FRAME", "1003, FAULTY_FRAME",
    "1001, RECONNECT", "1006, RECONNECT", "1011, RECONNECT"
  })
  void closeCodesHaveTheirReaction(int code, CloseReaction expected) {
    assertThat(CloseReaction.of(code, OptionalInt.empty())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"401, RENEW_TOKEN", "403, RENEW_TOKEN", "429, BUSY", "503, BUSY", "502, RECONNECT"})
  void refusedUpgradesHaveTheirReaction(int status, CloseReaction expected) {
    assertThat(CloseReaction.of(1002, OptionalInt.of(status))).isEqualTo(expected);
  }

  @Test
  void pausesGrowToTheCapAndAreNeverEqualForEverybody() {
    Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10), new Random(1));
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      pauses.add(backoff.next().toMillis());
    }

    assertThat(pauses.get(0)).isBetween(250L, 500L);
    assertThat(pauses.subList(6, 60)).allMatch(pause -> pause >= 5_000 && pause <= 10_000);
    assertThat(pauses.subList(6, 60).stream().distinct().count()).isGreaterThan(40);
    backoff.reset();
    assertThat(backoff.next().toMillis()).isBetween(250L, 500L);
  }

  @Test
  void codeOfALaterVersionIsTriedSomeTimesAndThenFinal() {
    window.sent("m-1", "a", NOW);
    for (int i = 1; i < RefusalPolicy.TRIES; i++) {
      assertThat(window.refused("m-1", "something_new", NOW)).isFalse();
    }

    boolean last = window.refused("m-1", "something_new", NOW);

    assertThat(last).isTrue();
  }

  @Test
  void passingCodeIsNeverFinalAndItsPauseIsBounded() {
    window.sent("m-1", "a", NOW);
    for (int i = 0; i < 100; i++) {
      assertThat(window.refused("m-1", "kafka_unavailable", NOW)).isFalse();
    }

    assertThat(window.due(NOW)).isEmpty();
    assertThat(window.due(NOW.plusSeconds(30))).containsExactly("m-1");
    assertThat(window.busy("a")).isTrue();
  }

  @Test
  void oneFaultAmongManyIsNarrowedDownToItsMessage() {
    window.sent("m-1", "a", NOW);
    window.sent("m-2", "b", NOW);
    assertThat(window.faulty()).isEmpty();
    assertThat(window.room()).isEqualTo(1);
    for (int i = 0; i < 2; i++) {
      window.sent("m-1", "a", NOW);
      assertThat(window.faulty()).isEmpty();
    }
    window.sent("m-1", "a", NOW);

    Optional<String> culprit = window.faulty();

    assertThat(culprit).contains("m-1");
    for (int i = 0; i < 10; i++) {
      window.sent("n-" + i, "b", NOW);
      window.done("n-" + i);
    }
    assertThat(window.room()).isEqualTo(4);
  }

  @Test
  void receiptIsForgottenOnlyWhenALaterHeartbeatWasAnswered() {
    outbox.add(receipt("r-1"));
    outbox.sent("r-1", 5);
    outbox.heartbeatAnswered(4);
    outbox.connectionLost();
    assertThat(outbox.unsent()).extracting(Receipt::replyId).containsExactly("r-1");
    outbox.sent("r-1", 7);

    outbox.heartbeatAnswered(7);
    outbox.connectionLost();

    assertThat(outbox.unsent()).isEmpty();
  }

  private static Receipt receipt(String id) {
    return new Receipt(id, Receipt.Status.SENT, Optional.empty(), NOW);
  }
}
