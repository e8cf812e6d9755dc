package io.kefu.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.gateway.testing.AgentClient;
import io.kefu.gateway.testing.GatewayProcess;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.TopicTail;
import io.kefu.testharness.KefuBackends;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged gateway as two programs on the same back ends, stopped and killed. */
class TwoGatewaysIT {

  private static final String AGENT = GatewaySecrets.AGENT;
  private static final Duration EVERYWHERE = Duration.ofSeconds(5);

  @TempDir Path logs;

  private GatewayProcess one;
  private GatewayProcess two;
  private TopicTail kafka;

  @BeforeEach
  void startTwo() {
    KefuBackends backends = new KefuBackends();
    backends.init(Map.of("schema", "gateway"));
    Map<String, String> settings = new HashMap<>(backends.start());
    settings.putAll(new GatewaySecrets().start());
    one = GatewayProcess.start(settings, logs.resolve("one.log"));
    two = GatewayProcess.start(settings, logs.resolve("two.log"));
    one.awaitUp();
    two.awaitUp();
    kafka = new TopicTail(settings.get("kafka.bootstrap.servers"));
  }

  @AfterEach
  void stopTwo() {
    kafka.close();
    one.close();
    two.close();
  }

  @Test
  void twoReplicasActAsOne() {
    // A token of one replica opens a socket on the other, and a login there closes it here.
    String token = one.agentToken();
    AgentClient first = one.connect(token);
    first.hello(AGENT);
    first.await("welcome");
    AgentClient second = two.connect(token);
    second.hello(AGENT);
    assertThat(first.awaitClose()).isEqualTo(4001);

    // A reply finds the socket wherever it is, and both replicas see who is online.
    String replyId = reply();
    second.await("reply", r -> r.path("reply_id").textValue().equals(replyId));
    String admin = admin(one);
    Awaitility.await("presence on the other replica")
        .until(
            () -> one.get("/api/v1/agents", admin).path("items").path(0).path("online"),
            JsonNode::booleanValue);

    // Kill the agent's replica: it goes to the other and gets what is published again.
    two.kill();
    AgentClient third = one.connect(token);
    third.hello(AGENT);
    String session = third.await("welcome").path("session_id").textValue();
    kafka.await(
        "agent.event",
        event ->
            event.path("kind").textValue().equals("online")
                && event.path("session_id").asText().equals(session));
    String missed = reply();
    third.await("reply", r -> r.path("reply_id").textValue().equals(missed));

    // A stopping replica says so, loses no ack, and does not linger.
    third.message(AGENT, "m-last", "c", "最后一条");
    third.await("ack");
    Duration stopping = one.stop();
    System.out.printf("stopped after %d ms%n", stopping.toMillis());
    assertThat(third.awaitClose()).isEqualTo(1001);
    assertThat(stopping).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void aLogoutOnOneReplicaClosesTheSocketOnTheOther() {
    String token = one.agentToken();
    AgentClient agent = two.connect(token);
    agent.hello(AGENT);
    agent.await("welcome");

    one.post("/api/v1/auth/logout", token, Map.of());

    Awaitility.await("close").atMost(EVERYWHERE).until(() -> agent.closeCode() != null);
    assertThat(agent.closeCode()).isEqualTo(4002);
    assertThat(two.connect(token).status()).isEqualTo(401);
  }

  @Test
  void aStolenRefreshTokenAndARevokedKeyAreOutOnBoth() {
    // The thief uses the spent token on the other replica: the whole login is over, everywhere.
    JsonNode login =
        one.post(
            "/api/v1/auth/login",
            null,
            Map.of("agent_id", AGENT, "secret_key", GatewaySecrets.agentSecret()));
    String spent = login.path("refresh_token").textValue();
    JsonNode renewed = one.post("/api/v1/auth/refresh", null, Map.of("refresh_token", spent));
    JsonNode stolen = two.post("/api/v1/auth/refresh", null, Map.of("refresh_token", spent));
    assertThat(stolen.path("code").textValue()).isEqualTo("refresh_refused");
    JsonNode victim =
        one.post(
            "/api/v1/auth/refresh",
            null,
            Map.of("refresh_token", renewed.path("refresh_token").textValue()));
    assertThat(victim.path("code").textValue()).isEqualTo("refresh_refused");
    String access = renewed.path("access_token").textValue();
    Awaitility.await("withdrawn on both")
        .atMost(EVERYWHERE)
        .until(() -> one.connect(access).status() == 401 && two.connect(access).status() == 401);

    // A key that both replicas have used is revoked on one.
    String admin = admin(one);
    JsonNode made =
        one.post(
            "/api/v1/api-keys",
            admin,
            Map.of("name", "it", "scopes", java.util.List.of("manage:agents", "admin")));
    String key = made.path("api_key").textValue();
    assertThat(two.get("/api/v1/agents", key).has("items")).isTrue();
    assertThat(one.get("/api/v1/agents", key).has("items")).isTrue();
    assertThat(one.delete("/api/v1/api-keys/" + made.path("key").path("key_id").asText(), admin))
        .isEqualTo(204);
    Awaitility.await("revoked on both")
        .atMost(EVERYWHERE)
        .until(
            () ->
                one.get("/api/v1/agents", key).path("status").asInt() == 401
                    && two.get("/api/v1/agents", key).path("status").asInt() == 401);
  }

  private String reply() {
    String replyId = "r-" + UUID.randomUUID();
    kafka.send(
        "reply.out",
        "acme/" + AGENT + "/c1",
        """
        {"event_id":"%s","tenant_id":"acme","occurred_at":"2026-11-22T02:15:29.500Z",
         "schema_version":1,"agent_id":"%s","kind":"reply","attempt":1,"origin":"bot",
         "reply":{"reply_id":"%s","chat_id":"c1","chat_name":"王","action":"reply",
         "content":"您好","part":1,"parts":1,"confidence":0.9,
         "timestamp":"2026-11-22T02:15:29.500Z"}}\
        """
            .formatted(UUID.randomUUID(), AGENT, replyId));
    return replyId;
  }

  private static String admin(GatewayProcess gateway) {
    return gateway
        .post(
            "/api/v1/auth/login",
            null,
            Map.of("username", GatewaySecrets.ADMIN, "password", GatewaySecrets.adminPassword()))
        .path("access_token")
        .textValue();
  }
}
