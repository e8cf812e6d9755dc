package io.kefu.message.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kefu.contracts.ChatKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendScheduleTest {

  private static final Instant NOW = Instant.parse("2026-11-20T08:00:00Z");
  private static final Instant LATE = NOW.plus(Duration.ofMinutes(10));
  private static final SendLimits DOMAIN = new SendLimits(100, 20, Duration.ofSeconds(30));

  @Test
  void freeSlotIsNow() {
    assertThat(reserve(schedule(DOMAIN), group("g1", 1))).isEqualTo(NOW);
  }

  @Test
  void twentyFirstTextInAGroupWaitsForTheFirstToBeAMinuteOld() {
    SendSchedule schedule = schedule(DOMAIN);
    IntStream.range(0, 20).forEach(user -> reserve(schedule, group("g1", user)));

    Instant next = reserve(schedule, group("g1", 20));

    assertThat(next).isEqualTo(NOW.plusSeconds(60));
    assertThat(reserve(schedule, group("g2", 20))).as("another group").isEqualTo(NOW);
    assertThat(reserve(schedule, person("c1"))).as("a private chat").isEqualTo(NOW);
  }

  @Test
  void userOfAGroupIsAnsweredOnceInThirtySeconds() {
    SendSchedule schedule = schedule(DOMAIN);
    reserve(schedule, group("g1", 1));

    assertThat(reserve(schedule, group("g1", 1))).isEqualTo(NOW.plusSeconds(30));
    assertThat(reserve(schedule, group("g1", 1))).isEqualTo(NOW.plusSeconds(60));
    assertThat(reserve(schedule, group("g1", 2))).as("another user").isEqualTo(NOW);
  }

  @Test
  void partsOfOneAnswerCountOnceForTheUserAndEachForTheGroup() {
    SendSchedule schedule = schedule(new SendLimits(0, 3, Duration.ofSeconds(30)));

    List<Instant> answer =
        schedule
            .reserve(group("g1", 1), 1, NOW, List.of(seconds(2), seconds(3)), LATE)
            .orElseThrow();

    assertThat(answer).containsExactly(NOW, NOW.plusSeconds(2), NOW.plusSeconds(5));
    assertThat(reserve(schedule, group("g1", 2))).isEqualTo(NOW.plusSeconds(60));
  }

  @Test
  void answerThatWouldEndTooLateReservesNothing() {
    SendSchedule schedule = schedule(new SendLimits(2, 0, Duration.ZERO));
    reserve(schedule, person("c1"));

    Optional<List<Instant>> refused =
        schedule.reserve(person("c2"), 1, NOW, List.of(seconds(2)), NOW.plusSeconds(2));

    assertThat(refused).isEmpty();
    assertThat(reserve(schedule, person("c3"))).as("the slot is free again").isEqualTo(NOW);
  }

  @Test
  void slotsOfOthersCount() {
    Map<SendSchedule.Key, List<Instant>> given =
        Map.of(
            SendSchedule.agent(person("c1")),
            List.of(NOW.minusSeconds(10), NOW.minusSeconds(50), NOW.plusSeconds(5)));
    SendSchedule schedule = new SendSchedule(new SendLimits(3, 0, Duration.ZERO), given);

    assertThat(reserve(schedule, person("c1"))).isEqualTo(NOW.plusSeconds(10));
  }

  @Test
  void zeroIsNoLimit() {
    SendSchedule schedule = schedule(SendLimits.NONE);

    assertThat(IntStream.range(0, 500).mapToObj(i -> reserve(schedule, group("g1", 1))))
        .containsOnly(NOW);
    assertThatThrownBy(() -> new SendLimits(-1, 0, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void noMinuteEverHoldsMoreThanItMay(int seed) {
    Random random = new Random(seed);
    SendSchedule schedule = schedule(new SendLimits(10, 4, Duration.ofSeconds(7)));
    List<Instant> agent = new ArrayList<>();
    Instant now = NOW;
    for (int i = 0; i < 300; i++) {
      now = now.plusMillis(random.nextInt(3_000));
      SendTarget target =
          random.nextBoolean()
              ? group("g" + random.nextInt(3), random.nextInt(5))
              : person("c" + random.nextInt(9));
      List<Duration> gaps = random.nextInt(4) == 0 ? List.of(seconds(2)) : List.of();
      agent.addAll(
          schedule
              .reserve(target, 1, now, gaps, now.plus(Duration.ofMinutes(5)))
              .orElse(List.of()));
    }

    for (Instant begin : agent) {
      assertThat(
              agent.stream()
                  .filter(slot -> !slot.isBefore(begin) && slot.isBefore(begin.plusSeconds(60))))
          .hasSizeLessThanOrEqualTo(10);
    }
    assertThat(agent).hasSizeGreaterThan(80);
  }

  private static SendSchedule schedule(SendLimits limits) {
    return new SendSchedule(limits, Map.of());
  }

  private static Instant reserve(SendSchedule schedule, SendTarget target) {
    return schedule.reserve(target, 1, NOW, List.of(), LATE).orElseThrow().getFirst();
  }

  private static SendTarget group(String chat, int user) {
    return new SendTarget(new ChatKey("t", "a", chat), true, new UUID(chat.hashCode(), user));
  }

  private static SendTarget person(String chat) {
    return new SendTarget(new ChatKey("t", "a", chat), false, new UUID(0, chat.hashCode()));
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
