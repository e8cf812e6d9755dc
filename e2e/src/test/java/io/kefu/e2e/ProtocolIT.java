package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.http.WebSocketHandshakeException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an agent that gets the protocol wrong is told; the codes are those of docs/protocol.md. */
class ProtocolIT {

  @BeforeAll
  static void takeTheAgentsPlace() {
    E2e.fleet().agent().stop();
  }

  @AfterAll
  static void giveItBack() {
    E2e.fleet().agent().start();
  }

  @Test
  void upgradeWithoutATokenIsRefused() {
    assertThat(upgradeStatus(E2e.fleet().login().agentId(), null)).isEqualTo(401);
  }

  @Test
  void upgradeWithAMadeUpTokenIsRefused() {
    assertThat(upgradeStatus(E2e.fleet().login().agentId(), "e30.e30.e30")).isEqualTo(401);
  }

  @Test
  void upgradeAsAnotherAgentIsRefused() {
    assertThat(upgradeStatus("agent_of_somebody_else", E2e.agentToken())).isEqualTo(403);
  }

  @Test
  void wrongSecretIsRefused() {
    var answer =
        E2e.login(
            Map.of(
                "tenant", E2e.fleet().login().tenant(),
                "agent_id", E2e.unique("agent"),
                "secret_key", "wrong"));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("application/problem+json");
  }

  @Test
  void brokenFrameIsAnsweredAndTheSessionGoesOn() {
    try (AgentSocket agent = connect()) {

      agent.sendText("{\"type\":\"message\",\"payload\":");

      E2e.await("error frame").until(() -> !agent.all("error").isEmpty());
      assertThat(agent.all("error").getFirst().payload().path("code").asText()).isNotBlank();
      String message = E2e.unique("m");
      agent.sendMessage(message, E2e.unique("wxid"), "谢谢");
      E2e.await("ack").until(() -> !agent.acksOf(message).isEmpty());
    }
  }

  @Test
  void oversizedFrameClosesTheSocketWith1009() {
    try (AgentSocket agent = connect()) {

      agent.sendText("{\"type\":\"message\",\"payload\":\"" + "x".repeat(70_000) + "\"}");

      assertThat(agent.closeCode()).isEqualTo(1009);
    }
  }

  @Test
  void newerLoginOfTheSameAgentClosesTheOlderWith4001() {
    try (AgentSocket older = connect();
        AgentSocket newer = connect()) {

      assertThat(older.closeCode()).isEqualTo(4001);
      assertThat(newer.isOpen()).isTrue();
    }
  }

  private static AgentSocket connect() {
    return AgentSocket.connect(
        E2e.HTTP, E2e.fleet().gatewayUrl(), E2e.fleet().login().agentId(), E2e.agentToken());
  }

  private static int upgradeStatus(String agentId, String token) {
    CompletionException refused =
        catchThrowableOfType(
            CompletionException.class,
            () -> AgentSocket.open(E2e.HTTP, E2e.fleet().gatewayUrl(), agentId, token));
    assertThat(refused).hasCauseInstanceOf(WebSocketHandshakeException.class);
    return ((WebSocketHandshakeException) refused.getCause()).getResponse().statusCode();
  }
}
