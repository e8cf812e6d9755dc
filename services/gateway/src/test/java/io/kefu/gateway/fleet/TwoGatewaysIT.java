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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The packaged gateway as two programs on the same back ends, stopped and killed at last. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoGatewaysIT {

  private static final String AGENT = GatewaySecrets.AGENT;
  private static final Duration EVERYWHERE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LAST = Integer.MAX_VALUE;

  private GatewayProcess one;
  private GatewayProcess two;
  private TopicTail kafka;

  @BeforeAll
  void startTwo(@TempDir Path logs) {
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

  @AfterAll
  void stopTwo() {
    kafka.close();
    one.close();
    two.close();
  }

  @Test
  @Order(LAST)
  void twoReplicasActAsOneAndEitherCanGo() {
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

    // A stopping replica says so to everybody, leaves no message it took without its ack, and does
    // not linger.
    AgentClient operator = operator(one, admin);
    String run = "last-" + UUID.randomUUID() + "-";
    for (int i = 0; i < 400; i++) {
      third.message(AGENT, run + i, "c" + i % 20, "最后几条");
    }
    third.await("ack", ack -> ack.path("message_id").asText().startsWith(run));
    Duration stopping = one.stop();
    assertThat(third.awaitClose()).isEqualTo(1001);
    assertThat(operator.awaitClose()).isEqualTo(1001);
    List<String> acked = ids(third.received(), "/payload/message_id", run);
    Awaitility.await("every acked message in Kafka")
        .atMost(PATIENCE)
        .until(() -> ids(kafka.seen("message.in"), "/message/message_id", run).containsAll(acked));
    System.out.printf(
        "stopped after %d ms, %d of 400 messages under way were taken and acked%n",
        stopping.toMillis(), acked.size());
    assertThat(acked)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            ids(kafka.seen("message.in"), "/message/message_id", run));
    assertThat(stopping).isLessThan(Duration.ofSeconds(30));
  }

  private static List<String> ids(List<JsonNode> seen, String at, String run) {
    return seen.stream().map(one -> one.at(at).asText()).filter(id -> id.startsWith(run)).toList();
  }

  @Test
  void whatHappensAtOneIsSeenAndDirectedFromTheOther() {
    String admin = admin(two);
    AgentClient watching = operator(two, admin);
    AgentClient typing = operator(one, admin(one));
    AgentClient agent = one.connect(one.agentToken());
    agent.hello(AGENT);
    agent.await("welcome");
    watching.await("agent", event -> event.path("online").booleanValue());

    // What the customer writes, what we answer, and how that ended.
    agent.message(AGENT, "m-seen", "c1", "质保多久？");
    watching.await("message", m -> m.at("/message/message_id").asText().equals("m-seen"));
    String replyId = reply();
    watching.await("reply", r -> r.at("/reply/reply_id").asText().equals(replyId));
    agent.await("reply", r -> r.path("reply_id").asText().equals(replyId));
    agent.send("ack", AGENT, "{\"reply_id\":\"%s\",\"status\":\"SENT\"}".formatted(replyId));
    watching.await("receipt", r -> r.at("/receipt/reply_id").asText().equals(replyId));

    // A colleague claims the conversation and types.
    kafka.send("conversation.event", "acme/v1", claimed());
    watching.await("conversation", c -> c.path("held_by").asText().equals("user:alice"));
    typing.await("conversation", c -> c.path("held_by").asText().equals("user:alice"));
    typing.send(
        "{\"type\":\"typing\",\"payload\":{\"agent_id\":\"agent_001\",\"chat_id\":\"c1\"}}");
    watching.await("typing", t -> t.path("chat_id").asText().equals("c1"));

    // A command given here is carried out there, and what came of it is read here.
    JsonNode command =
        two.post(
            "/api/v1/agents/" + AGENT + "/commands",
            admin,
            Map.of("name", "screenshot", "args", Map.of()));
    String commandId = command.path("command_id").asText();
    agent.await("command", c -> c.path("command_id").asText().equals(commandId));
    agent.send(
        "ack",
        AGENT,
        "{\"command_id\":\"%s\",\"status\":\"DONE\",\"result\":{\"file_id\":\"f1\"}}"
            .formatted(commandId));
    watching.await("command", c -> c.path("command_id").asText().equals(commandId));
    JsonNode done =
        Awaitility.await("result")
            .atMost(PATIENCE)
            .until(
                () -> two.get("/api/v1/agents/" + AGENT + "/commands/" + commandId, admin),
                read -> read.path("status").asText().equals("DONE"));
    assertThat(done.at("/result/file_id").asText()).isEqualTo("f1");

    agent.close();
    watching.await("agent", event -> !event.path("online").booleanValue());
    watching.close();
    typing.close();
  }

  private static AgentClient operator(GatewayProcess gateway, String token) {
    AgentClient operator = AgentClient.connect(gateway.port(), "/ws/operator", token);
    operator.send("{\"type\":\"subscribe\",\"payload\":{\"all\":true}}");
    operator.await("subscribed");
    return operator;
  }

  private static String claimed() {
    return """
    {"event_id":"%s","tenant_id":"acme","occurred_at":"2026-11-22T02:15:29Z","schema_version":1,
     "conversation_id":"v1","agent_id":"agent_001","chat_id":"c1","chat_name":"王先生",
     "customer_id":"k1","customer_name":"王先生","kind":"status_changed","status":"NEED_REPLY",
     "handling":"HELD","held_by":"user:alice","cause":"claimed","version":4}\
    """
        .formatted(UUID.randomUUID());
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
            Map.of("name", "it", "scopes", List.of("manage:agents", "admin")));
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
