package io.kefu.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.identity.Identity;
import io.kefu.contracts.chat.InboundMessage;
import io.kefu.contracts.chat.OutboundReply;
import io.kefu.contracts.chat.ReplyAction;
import io.kefu.contracts.chat.ReplyOrigin;
import io.kefu.contracts.event.CommandResult;
import io.kefu.contracts.event.Receipt;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.contracts.event.ReplyOutKind;
import io.kefu.contracts.frame.Heartbeat;
import io.kefu.contracts.frame.Hello;
import io.kefu.gateway.auth.AccessClaims;
import io.kefu.gateway.auth.InvalidAccessToken;
import io.kefu.gateway.auth.Role;
import io.kefu.gateway.auth.Subject;
import io.kefu.gateway.auth.SubjectKind;
import io.kefu.gateway.eventlog.EventLogUnavailable;
import io.kefu.gateway.eventlog.Position;
import io.kefu.gateway.testing.AgentClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One socket's life against a clock of the test's own, with nothing running. */
class AgentSessionTest {

  private static final String TENANT = "acme";
  private static final String AGENT = "agent_001";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant OPENED = Instant.parse("2026-11-22T02:00:00Z");
  private static final Duration TOKEN_LIFE = Duration.ofMinutes(15);

  private final TestClock clock = new TestClock();
  private final List<JsonNode> said = new ArrayList<>();
  private final List<CloseCode> closes = new ArrayList<>();
  private final List<UniEmitter<? super Void>> underWay = new ArrayList<>();
  private final List<String> handedIn = new ArrayList<>();
  private final List<UniEmitter<? super Void>> writes = new ArrayList<>();
  private boolean slow;
  private final AgentSession session =
      new AgentSession(surroundings(), claims(AGENT, OPENED.plus(TOKEN_LIFE)), new Line());

  @Test
  void silenceInsteadOfHelloEndsItAfterTenSeconds() {
    at(Duration.ofSeconds(10));
    assertThat(closes).isEmpty();

    at(Duration.ofMillis(10_001));

    assertThat(closes).containsExactly(CloseCode.POLICY);
  }

  @Test
  void threeMissingHeartbeatsEndItAndAnyUsableFrameIsASignOfLife() {
    hello();
    at(Duration.ofSeconds(60));
    say("heartbeat", "{\"wechat_status\":\"V39\",\"timestamp\":\"2026-11-22T02:01:00Z\"}");
    at(Duration.ofSeconds(140));
    session.receive("{}");
    at(Duration.ofSeconds(150));
    assertThat(closes).isEmpty();

    at(Duration.ofMillis(150_001));

    assertThat(closes).containsExactly(CloseCode.HEARTBEAT_LOST);
  }

  @Test
  void anExpiredTokenEndsItUnlessAFreshOneOfTheSameAgentCame() {
    hello();
    say("hello", hello("agent_002"));
    say("hello", hello(AGENT));
    for (int minute = 1; minute < 30; minute++) {
      clock.now = OPENED.plus(Duration.ofMinutes(minute));
      say("heartbeat", "{\"wechat_status\":\"V39\",\"timestamp\":\"2026-11-22T02:01:00Z\"}");
      session.look(clock.now);
    }
    assertThat(closes).isEmpty();
    assertThat(codes()).containsExactly("token_refused");

    at(Duration.ofMinutes(30));

    assertThat(closes).containsExactly(CloseCode.TOKEN_EXPIRED);
  }

  @Test
  void aFloodIsAnsweredAndThenEnded() {
    hello();

    for (int i = 0; i < 20_000 && closes.isEmpty(); i++) {
      session.receive("{}");
    }

    assertThat(codes()).contains("invalid_frame", "rate_limited");
    assertThat(closes).containsExactly(CloseCode.POLICY);
    int answers = said.size();
    session.receive("{}");
    assertThat(said).hasSize(answers);
  }

  @Test
  void whoLeavesHasItsAcksAndTakesNothingMore() {
    hello();
    message("m1");
    session.leave();
    message("m2");
    assertThat(session.settled()).isFalse();
    slow = true;
    underWay.get(0).complete(null);
    assertThat(session.settled()).as("the ack waits for the socket").isFalse();

    writes.get(0).complete(null);

    assertThat(session.settled()).isTrue();
    assertThat(handedIn).containsExactly("m1");
    assertThat(said.getLast().at("/payload/message_id").asText()).isEqualTo("m1");
  }

  @Test
  void aRefusedMessageIsAnswerEnoughToLeave() {
    hello();
    message("m1");
    session.leave();

    underWay.get(0).fail(new EventLogUnavailable("away", null));

    assertThat(session.settled()).isTrue();
    assertThat(codes()).containsExactly("kafka_unavailable");
  }

  @Test
  void aReplyFromBeforeTheSessionStaysAwaySinceItComesAgainInItsTurn() {
    clock.now = OPENED.plusMillis(500).plusNanos(700_000);
    hello();

    session.push(reply("missed, read late"), OPENED.plusMillis(499));
    session.push(reply("again"), OPENED.plusMillis(500));
    session.push(reply("newer"), OPENED.plusMillis(600));

    assertThat(said)
        .filteredOn(frame -> frame.path("type").asText().equals("reply"))
        .extracting(frame -> frame.at("/payload/content").asText())
        .containsExactly("again", "newer");
  }

  private void at(Duration sinceOpened) {
    clock.now = OPENED.plus(sinceOpened);
    session.look(clock.now);
  }

  private void hello() {
    say("hello", "{\"client_version\":\"1\",\"wechat_status\":\"V39\",\"rules_version\":0}");
    assertThat(said.getLast().path("type").asText()).isEqualTo("welcome");
  }

  private static String hello(String agentOfToken) {
    return "{\"client_version\":\"1\",\"wechat_status\":\"V39\",\"rules_version\":0,"
        + "\"access_token\":\"%s\"}".formatted(agentOfToken);
  }

  private void message(String messageId) {
    say("message", AgentClient.messagePayload(messageId, "c1", "您好"));
  }

  private void say(String type, String payload) {
    session.receive(
        "{\"type\":\"%s\",\"payload\":%s,\"metadata\":{\"agent_id\":\"%s\",\"version\":\"2.0\"}}"
            .formatted(type, payload, AGENT));
  }

  private List<String> codes() {
    return said.stream()
        .filter(frame -> frame.path("type").asText().equals("error"))
        .map(frame -> frame.at("/payload/code").asText())
        .distinct()
        .toList();
  }

  private static ReplyOut reply(String content) {
    return new ReplyOut(
        UUID.randomUUID(),
        TENANT,
        OPENED,
        1,
        AGENT,
        ReplyOutKind.REPLY,
        1,
        ReplyOrigin.BOT,
        new OutboundReply(
            UUID.randomUUID().toString(),
            "m1",
            "c1",
            "王",
            ReplyAction.REPLY,
            content,
            1,
            1,
            null,
            null,
            0.9,
            OPENED),
        null,
        null,
        null);
  }

  private static AccessClaims claims(String agentId, Instant expiresAt) {
    return new AccessClaims(
        Subject.of(TENANT, SubjectKind.AGENT, agentId, agentId, Role.AGENT),
        UUID.randomUUID(),
        OPENED,
        expiresAt);
  }

  private SessionSurroundings surroundings() {
    SessionConfig config =
        new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 300, new DurationConverter())
            .withMapping(SessionConfig.class)
            .build()
            .getConfigMapping(SessionConfig.class);
    return new SessionSurroundings(
        config,
        clock,
        new Identity(),
        new Traffic(),
        this::verify,
        new SessionMetrics(new SimpleMeterRegistry()),
        new Negotiation(SealingPolicy.OFF, agent -> Uni.createFrom().item(Optional.empty())),
        new NoRules());
  }

  /** A token of the test's names its agent and is good until half an hour after the opening. */
  private AccessClaims verify(String token) throws InvalidAccessToken {
    return claims(token, OPENED.plus(TOKEN_LIFE).plus(TOKEN_LIFE));
  }

  private static final class TestClock extends Clock {
    private Instant now = OPENED;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  private static final class NoRules implements RulesVersions {
    @Override
    public OptionalLong known(String tenantId) {
      return OptionalLong.empty();
    }

    @Override
    public Uni<Void> prepare(String tenantId) {
      return Uni.createFrom().voidItem();
    }
  }

  private final class Line implements AgentLine {
    @Override
    public Uni<Void> write(String frame) {
      try {
        said.add(JSON.readTree(frame));
      } catch (JsonProcessingException e) {
        throw new AssertionError(e);
      }
      return slow ? Uni.createFrom().emitter(writes::add) : Uni.createFrom().voidItem();
    }

    @Override
    public void close(CloseCode code) {
      closes.add(code);
    }

    @Override
    public void between(Runnable task) {
      task.run();
    }

    @Override
    public void welcomed(AgentSession arrived) {
      // Nobody else keeps it.
    }
  }

  private final class Traffic implements AgentTraffic {
    @Override
    public Uni<Void> message(AgentKey agent, Instant sessionStartedAt, InboundMessage message) {
      handedIn.add(message.messageId());
      return Uni.createFrom().emitter(underWay::add);
    }

    @Override
    public Uni<Position> online(AgentKey agent, String sessionId, Hello hello) {
      return Uni.createFrom().item(new Position(0, 1));
    }

    @Override
    public Uni<Void> offline(AgentKey agent, String sessionId, String reason) {
      return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> heartbeat(AgentKey agent, String sessionId, Heartbeat heartbeat) {
      return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> receipt(AgentKey agent, String sessionId, Receipt receipt) {
      return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> commandResult(AgentKey agent, String sessionId, CommandResult result) {
      return Uni.createFrom().voidItem();
    }
  }
}
