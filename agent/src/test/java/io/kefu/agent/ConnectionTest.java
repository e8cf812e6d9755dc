package io.kefu.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.agent.gateway.FakeGateway;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Losing and regaining the gateway, in every way it can close or fall silent. */
class ConnectionTest {

  @TempDir Path home;
  private FakeGateway gateway;

  @BeforeEach
  void openGateway() throws Exception {
    gateway = new FakeGateway();
  }

  @AfterEach
  void everyFrameKeptTheContract() throws Exception {
    gateway.close();
    assertThat(gateway.violations()).isEmpty();
  }

  @Test
  void wrongSecretIsTriedSeldomAndNothingIsLost() throws Exception {
    try (AgentUnderTest agent =
        new AgentUnderTest(gateway.url(), "wrong", home, AgentUnderTest.QUICK)) {

      agent.say("a", "m-1", "kept");
      await().untilAsserted(() -> assertThat(gateway.logins).hasValueGreaterThanOrEqualTo(3));

      assertThat(agent.ids("said")).containsExactly("m-1");
      assertThat(gateway.upgrades).hasValue(0);
    }
  }

  @Test
  void anotherLoginOfTheSameAgentIsNotFought() throws Exception {
    try (AgentUnderTest agent = connected()) {
      long before = System.nanoTime();
      int upgrades = gateway.upgrades.get();

      gateway.closeSocket(4001, "superseded");

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(gateway.upgrades).hasValue(upgrades + 1));
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThanOrEqualTo(Duration.ofMillis(2_900));
      agent.say("a", "m-1", "again");
      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));
    }
  }

  @Test
  void expiredTokenIsRenewedAndTheAgentComesBackAtOnce() throws Exception {
    try (AgentUnderTest agent = connected()) {
      gateway.closeSocket(4003, "token expired");

      await().untilAsserted(() -> assertThat(gateway.received("hello")).hasSize(2));

      assertThat(gateway.refreshes).hasValue(1);
      assertThat(gateway.logins).hasValue(1);
      agent.say("a", "m-1", "again");
      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));
    }
  }

  @Test
  void refusedUpgradeLeadsToANewToken() throws Exception {
    try (AgentUnderTest agent = connected()) {
      gateway.forgetTokens();
      gateway.forgetRefreshTokens();

      gateway.closeSocket(1012, "restart");

      await().untilAsserted(() -> assertThat(gateway.received("hello")).hasSize(2));
      assertThat(gateway.logins).hasValue(2);
      assertThat(agent.ids("said")).isEmpty();
    }
  }

  @Test
  void tokenIsRenewedOnTheLiveSocketBeforeItExpires() throws Exception {
    gateway.tokenSeconds = 3;
    try (AgentUnderTest agent = connected()) {

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(gateway.received("hello")).hasSizeGreaterThan(2));

      assertThat(gateway.upgrades).hasValue(1);
      assertThat(gateway.received("hello").get(1).get("access_token").asText())
          .startsWith("access-");
      agent.say("a", "m-1", "same socket");
      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));
    }
  }

  @Test
  void spentRefreshTokenLeadsToALogin() throws Exception {
    gateway.tokenSeconds = 2;
    try (AgentUnderTest agent = connected()) {
      gateway.forgetRefreshTokens();

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(gateway.logins).hasValueGreaterThanOrEqualTo(2));

      await().untilAsserted(() -> assertThat(gateway.received("hello")).hasSizeGreaterThan(1));
      assertThat(gateway.upgrades).hasValue(1);
      assertThat(agent.ids("said")).isEmpty();
    }
  }

  @Test
  void socketRefusedForEveryTokenIsNotHammered() throws Exception {
    gateway.upgradeStatus = 403;
    try (AgentUnderTest agent = new AgentUnderTest(gateway, home)) {
      agent.say("a", "m-1", "kept");
      await().untilAsserted(() -> assertThat(gateway.upgrades).hasValueGreaterThanOrEqualTo(4));

      int before = gateway.upgrades.get();
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(60))
          .until(() -> gateway.upgrades.get() <= before + 8);

      gateway.upgradeStatus = 200;
      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));
    }
  }

  @Test
  void accessThatWasWithdrawnIsAskedForSeldom() throws Exception {
    try (AgentUnderTest agent = connected()) {
      gateway.closeSocket(4002, "access_withdrawn");

      await().untilAsserted(() -> assertThat(gateway.received("hello")).hasSize(2));
      assertThat(gateway.logins).hasValue(2);
      assertThat(agent.ids("said")).isEmpty();
    }
  }

  @Test
  void silenceAfterHelloIsNotWaitedOutForEver() throws Exception {
    gateway.welcomes = false;
    try (AgentUnderTest agent =
        new AgentUnderTest(gateway.url(), FakeGateway.SECRET, home, AgentUnderTest.QUICK)) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(gateway.upgrades).hasValueGreaterThanOrEqualTo(2));

      gateway.welcomes = true;

      agent.say("a", "m-1", "at last");
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));
    }
  }

  @Test
  void heartbeatTellsTheTruthAndSilenceIsNoticed() throws Exception {
    gateway.heartbeatSeconds = 1;
    gateway.onMessage = message -> {};
    try (AgentUnderTest agent = connected()) {
      agent.say("a", "m-1", "stays");
      agent.say("a", "m-2", "stays");
      agent.line("{\"type\":\"screen\",\"locked\":true}");
      await()
          .untilAsserted(
              () -> {
                assertThat(gateway.received("heartbeat")).isNotEmpty();
                JsonNode last = gateway.received("heartbeat").getLast();
                assertThat(last.get("queue_depth").asInt()).isEqualTo(2);
                assertThat(last.get("screen_locked").asBoolean()).isTrue();
                assertThat(last.get("memory_mb").asDouble()).isBetween(5.0, 4000.0);
              });

      gateway.answersHeartbeats = false;

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(gateway.upgrades).hasValueGreaterThanOrEqualTo(2));
    }
  }

  @Test
  void connectionThatPassesNothingIsGivenUp() throws Exception {
    gateway.heartbeatSeconds = 1;
    try (AgentUnderTest agent = connected()) {
      gateway.stall(true);
      agent.say("a", "m-1", "into the void");
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(gateway.upgrades).hasValueGreaterThanOrEqualTo(2));

      gateway.stall(false);

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));
    }
  }

  @Test
  void busyGatewayIsLeftInPeaceAndFoundAgain() throws Exception {
    try (AgentUnderTest agent = connected()) {
      gateway.upgradeStatus = 503;
      gateway.closeSocket(1013, "draining");
      await().untilAsserted(() -> assertThat(gateway.upgrades).hasValueGreaterThanOrEqualTo(3));

      gateway.upgradeStatus = 200;

      agent.say("a", "m-1", "back");
      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));
      assertThat(gateway.logins).hasValue(1);
    }
  }

  private AgentUnderTest connected() throws Exception {
    AgentUnderTest agent = new AgentUnderTest(gateway, home);
    await().until(gateway::connected);
    return agent;
  }
}
