package io.kefu.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.contracts.chat.WeChatStatus;
import io.kefu.contracts.event.AgentEvent;
import io.kefu.contracts.event.AgentEventKind;
import io.kefu.contracts.frame.Heartbeat;
import io.kefu.contracts.frame.Hello;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PresenceTest {

  private static final Instant BEGIN = Instant.parse("2026-11-22T02:00:00Z");

  @Test
  void theEndOfASocketThatWasReplacedSaysNothingAboutTheNewerOne() {
    AgentState state = Presence.next(null, online("older", 0));
    state = Presence.next(state, online("newer", 1));

    AgentState after = Presence.next(state, offline("older", 2));

    assertThat(after.online()).isTrue();
    assertThat(Presence.next(after, offline("newer", 3)).online()).isFalse();
  }

  @Test
  void aLastHeartbeatOfASocketThatWasReplacedDoesNotTakeTheNewerOnesPlace() {
    AgentState state = Presence.next(null, online("older", 0));
    state = Presence.next(state, online("newer", 1));

    state = Presence.next(state, heartbeat("older", 2));
    state = Presence.next(state, offline("older", 3));

    assertThat(state.online()).isTrue();
    assertThat(state.sessionId()).isEqualTo("newer");
    assertThat(state.lastHeard()).isEqualTo(BEGIN.plusSeconds(2));
  }

  @Test
  void aReplicaThatBeginsLaterKnowsAnAgentByItsHeartbeat() {
    AgentState state = Presence.next(null, heartbeat("s", 0));

    assertThat(state.online()).isTrue();
    assertThat(state.sessionId()).isEqualTo("s");
  }

  private static AgentEvent online(String session, int second) {
    return event(
        AgentEventKind.ONLINE,
        session,
        second,
        new Hello("1", WeChatStatus.V39, null, 0, null),
        null,
        null);
  }

  private static AgentEvent offline(String session, int second) {
    return event(AgentEventKind.OFFLINE, session, second, null, null, "replaced_by_newer_login");
  }

  private static AgentEvent heartbeat(String session, int second) {
    return event(
        AgentEventKind.HEARTBEAT,
        session,
        second,
        null,
        new Heartbeat(0.5, 40.0, WeChatStatus.V39, 0, false, BEGIN),
        null);
  }

  private static AgentEvent event(
      AgentEventKind kind,
      String session,
      int second,
      Hello hello,
      Heartbeat heartbeat,
      String reason) {
    return new AgentEvent(
        UUID.randomUUID(),
        "acme",
        BEGIN.plusSeconds(second),
        1,
        "agent_001",
        kind,
        session,
        "gw",
        hello,
        heartbeat,
        null,
        null,
        reason);
  }
}
