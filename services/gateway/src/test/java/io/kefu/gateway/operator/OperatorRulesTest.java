package io.kefu.gateway.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OperatorRulesTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void aSubscriptionShowsWhatItNames() {
    LiveEvent message = event("1", "a1", "c1", NOON);
    LiveEvent online = event("2", "a1", null, NOON);

    assertThat(Subscription.NONE.wants(message)).isFalse();
    assertThat(new Subscription(true, Set.of(), Set.of()).wants(message)).isTrue();
    assertThat(new Subscription(false, Set.of("a1"), Set.of()).wants(message)).isTrue();
    assertThat(new Subscription(false, Set.of("a2"), Set.of()).wants(message)).isFalse();
    assertThat(chat("a1", "c1").wants(message)).isTrue();
    assertThat(chat("a1", "c2").wants(message)).isFalse();
    assertThat(chat("a1", "c2").wants(online)).isTrue();
  }

  @Test
  void aReplayBeginsALittleBeforeTheEventThatIsKnown() {
    Replay replay = new Replay(10, 1000, Duration.ofMinutes(2));
    replay.add(event("long ago", "a", "c", NOON.minusSeconds(30)));
    replay.add(event("just before", "a", "c", NOON.minusSeconds(1)));
    replay.add(event("known", "a", "c", NOON));
    replay.add(event("missed", "a", "c", NOON.plusSeconds(5)));

    List<LiveEvent> missed = replay.since("known", NOON.plusSeconds(10)).orElseThrow();

    assertThat(missed).extracting(LiveEvent::eventId).containsExactly("just before", "missed");
  }

  @Test
  void whatIsTooOldOrTooMuchIsNotKnownAnyMore() {
    Replay replay = new Replay(2, 1000, Duration.ofMinutes(2));
    replay.add(event("1", "a", "c", NOON));
    replay.add(event("2", "a", "c", NOON));
    replay.add(event("3", "a", "c", NOON));

    assertThat(replay.since("1", NOON)).isEmpty();
    assertThat(replay.since("3", NOON)).isPresent();
    assertThat(replay.since("3", NOON.plusSeconds(121))).isEmpty();
    assertThat(replay.forget(NOON.plusSeconds(121))).isTrue();
  }

  @Test
  void aFewLargeEventsPushOutAsManyAsTheyTakeTheRoomOf() {
    Replay replay = new Replay(100, 10, Duration.ofMinutes(2));
    for (int i = 1; i <= 7; i++) {
      replay.add(event(Integer.toString(i), "a", "c", NOON));
    }

    assertThat(replay.since("2", NOON)).isEmpty();
    assertThat(replay.since("3", NOON)).hasValueSatisfying(seen -> assertThat(seen).hasSize(4));
  }

  private static Subscription chat(String agentId, String chatId) {
    return new Subscription(false, Set.of(), Set.of(new Subscription.Chat(agentId, chatId)));
  }

  private static LiveEvent event(String id, String agentId, String chatId, Instant at) {
    return new LiveEvent("acme", id, agentId, chatId, "{}", at);
  }
}
