package io.kefu.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.gateway.auth.TokenForge;
import io.kefu.gateway.testing.AgentClient;
import io.kefu.gateway.testing.Api;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.TopicTail;
import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
class AgentSocketTest {

  private static final String AGENT = GatewaySecrets.AGENT;
  private static final String PATH = "/ws/" + AGENT;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject TokenForge forge;

  private TopicTail kafka;
  private AgentClient client;

  @BeforeEach
  void connect() {
    kafka =
        new TopicTail(ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
    client = open();
  }

  @AfterEach
  void disconnect() {
    client.close();
    kafka.close();
  }

  @Test
  void helloIsAnsweredWithTheTermsAndTellsKafkaThatTheAgentIsOnline() {
    client.hello(AGENT);

    JsonNode welcome = client.await("welcome");
    assertThat(welcome.path("heartbeat_seconds").intValue()).isEqualTo(30);
    assertThat(welcome.path("max_frame_bytes").intValue()).isEqualTo(65536);
    JsonNode online =
        kafka.await(
            "agent.event",
            event ->
                event.path("kind").textValue().equals("online")
                    && event.path("session_id").equals(welcome.path("session_id")));
    assertThat(online.path("tenant_id").textValue()).isEqualTo(GatewaySecrets.TENANT);
    assertThat(online.path("hello").path("client_version").textValue()).isEqualTo("0.1.0");
  }

  @Test
  void aMessageIsAckedAfterKafkaHasItUnderItsChatsKey() {
    client.hello(AGENT);
    String id = UUID.randomUUID().toString();

    client.message(AGENT, id, "wxid_chat/1", "充电桩多少钱？");

    client.await("ack", ack -> ack.path("message_id").textValue().equals(id));
    JsonNode stored =
        kafka.await(
            "message.in", event -> event.path("message").path("message_id").textValue().equals(id));
    assertThat(stored.path("tenant_id").textValue()).isEqualTo(GatewaySecrets.TENANT);
    assertThat(stored.path("agent_id").textValue()).isEqualTo(AGENT);
    assertThat(stored.path("message").path("content").textValue()).isEqualTo("充电桩多少钱？");
    assertThat(stored.path("@key").textValue()).isEqualTo("acme/" + AGENT + "/wxid_chat/1");
  }

  @Test
  void manyMessagesOfAChatKeepTheirOrder() {
    client.hello(AGENT);
    String chat = "chat-" + UUID.randomUUID();
    List<String> ids = IntStream.range(0, 200).mapToObj(i -> chat + "-" + i).toList();

    ids.forEach(id -> client.message(AGENT, id, chat, "第几条"));

    Awaitility.await().until(() -> client.count("ack") >= ids.size());
    List<String> acked =
        client.received().stream()
            .filter(frame -> frame.path("type").textValue().equals("ack"))
            .map(frame -> frame.path("payload").path("message_id").textValue())
            .toList();
    assertThat(acked).isEqualTo(ids);
    kafka.await(
        "message.in",
        event -> event.path("message").path("message_id").textValue().equals(ids.get(199)));
    assertThat(
            kafka.seen("message.in").stream()
                .map(event -> event.path("message").path("message_id").textValue())
                .filter(id -> id.startsWith(chat))
                .toList())
        .isEqualTo(ids);
  }

  @Test
  void aReplyReachesTheSocketAndItsReceiptReachesKafka() {
    client.hello(AGENT);
    client.await("welcome");
    String replyId = "r-" + UUID.randomUUID();

    kafka.send("reply.out", "acme/" + AGENT + "/c1", reply(GatewaySecrets.TENANT, replyId));

    JsonNode reply = client.await("reply", r -> r.path("reply_id").textValue().equals(replyId));
    assertThat(reply.path("content").textValue()).isEqualTo("您好");
    client.send("ack", AGENT, "{\"reply_id\":\"%s\",\"status\":\"SENT\"}".formatted(replyId));
    JsonNode receipt =
        kafka.await(
            "agent.event",
            event -> event.path("receipt").path("reply_id").asText().equals(replyId));
    assertThat(receipt.path("receipt").path("status").textValue()).isEqualTo("SENT");
  }

  @Test
  void aReplyOfAnotherTenantsAgentOfTheSameNameStaysAway() {
    client.hello(AGENT);
    client.await("welcome");
    String own = "r-" + UUID.randomUUID();

    kafka.send("reply.out", "evil/" + AGENT + "/c1", reply("evil", "r-foreign"));
    kafka.send("reply.out", "evil/" + AGENT + "/c1", "not json");
    kafka.send("reply.out", "evil/" + AGENT + "/c1", reply(GatewaySecrets.TENANT, own));

    client.await("reply", r -> r.path("reply_id").textValue().equals(own));
    assertThat(client.count("reply")).isEqualTo(1);
  }

  @Test
  void theNewerLoginWinsAndTheOlderIsToldWhy() {
    client.hello(AGENT);
    client.await("welcome");

    try (AgentClient newer = open()) {
      newer.hello(AGENT);

      assertThat(client.awaitClose()).isEqualTo(4001);
      newer.message(AGENT, "m-newer", "c", "hi");
      newer.await("ack");
      assertThat(newer.closeCode()).isNull();
    }
  }

  @Test
  void aLaterLoginOnAnotherReplicaClosesThisSocketAndAnEarlierOneDoesNot() {
    kafka.send("agent.event", "acme/" + AGENT, online("session-of-before"));
    client.hello(AGENT);
    client.await("welcome");
    String own = client.await("welcome").path("session_id").textValue();
    kafka.await("agent.event", event -> event.path("session_id").asText().equals(own));
    client.message(AGENT, "m-still-here", "c", "hi");
    client.await("ack");

    kafka.send("agent.event", "acme/" + AGENT, online("session-elsewhere"));

    assertThat(client.awaitClose()).isEqualTo(4001);
  }

  @Test
  void brokenFramesAreAnsweredAndTheSocketLivesOn() {
    client.hello(AGENT);
    client.await("welcome");

    client.send("{broken");
    client.send("[1]");
    client.send("[".repeat(30_000));
    client.send("dance", AGENT, "{}");
    client.send("reply", AGENT, "{}");
    client.send("message", AGENT, "{\"message_id\":\"m-bad\"}");
    client.send("message", "agent_002", AgentClient.messagePayload("m", "c", "x"));
    client.message(AGENT, "m-good", "c", "ok");

    client.await("ack", ack -> ack.path("message_id").textValue().equals("m-good"));
    assertThat(
            client.received().stream()
                .filter(frame -> frame.path("type").textValue().equals("error"))
                .map(frame -> frame.path("payload").path("code").textValue()))
        .containsExactly(
            "bad_json",
            "bad_json",
            "bad_json",
            "unknown_type",
            "unexpected_type",
            "invalid_frame",
            "wrong_agent");
    JsonNode invalid =
        client.await("error", e -> e.path("code").textValue().equals("invalid_frame"));
    assertThat(invalid.path("message_id").textValue()).isEqualTo("m-bad");
    assertThat(invalid.path("message").textValue()).contains("chat_id");
  }

  @Test
  void anOversizedFrameIsClosedWith1009() {
    client.hello(AGENT);
    client.await("welcome");

    client.frame(0x81, "x".repeat(65_537).getBytes(StandardCharsets.US_ASCII));

    assertThat(client.awaitClose()).isEqualTo(1009);
  }

  @Test
  void fragmentsThatAreTooLargeTogetherAreClosedWith1009() {
    client.hello(AGENT);
    client.await("welcome");

    client.frame(0x01, "x".repeat(40_000).getBytes(StandardCharsets.US_ASCII));
    client.frame(0x80, "x".repeat(40_000).getBytes(StandardCharsets.US_ASCII));

    assertThat(client.awaitClose()).isEqualTo(1009);
  }

  @Test
  void invalidUtf8IsClosedWith1007() {
    client.hello(AGENT);
    client.await("welcome");

    client.frame(0x81, new byte[] {(byte) 0xc3, (byte) 0x28});

    assertThat(client.awaitClose()).isEqualTo(1007);
  }

  @Test
  void aBinaryFrameIsClosedWith1003() {
    client.hello(AGENT);
    client.await("welcome");

    client.frame(0x82, new byte[] {1, 2, 3});

    assertThat(client.awaitClose()).isEqualTo(1003);
  }

  @Test
  void aReservedOpcodeIsClosedWith1002() {
    client.frame(0x83, new byte[] {1});

    assertThat(client.awaitClose()).isEqualTo(1002);
  }

  @Test
  void aFloodIsClosedWith1008AndTheOthersDoNotNotice() {
    String token = forge.agent("agent_flood", Duration.ofMinutes(5));
    client.hello(AGENT);
    client.await("welcome");
    try (AgentClient flood = AgentClient.connect(RestAssured.port, "/ws/agent_flood", token)) {
      flood.hello("agent_flood");
      flood.await("welcome");

      for (int i = 0; i < 20_000 && flood.closeCode() == null && !flood.ended(); i++) {
        try {
          flood.send("{}");
        } catch (UncheckedIOException closed) {
          break;
        }
        if (i % 1000 == 0) {
          String id = "m-" + i + UUID.randomUUID();
          client.message(AGENT, id, "c", "在吗");
          client.await("ack", ack -> ack.path("message_id").textValue().equals(id));
        }
      }

      assertThat(flood.awaitClose()).isEqualTo(1008);
      flood.await("error", e -> e.path("code").textValue().equals("rate_limited"));
      assertThat(client.closeCode()).isNull();
    }
  }

  @Test
  void anythingBeforeHelloIsClosedWith1002() {
    client.message(AGENT, "m-early", "c", "too early");

    assertThat(client.awaitClose()).isEqualTo(1002);
    assertThat(client.await("error").path("code").textValue()).isEqualTo("hello_expected");
  }

  @Test
  void silenceInsteadOfHelloIsClosedWith1008() {
    assertThat(client.awaitClose()).isEqualTo(1008);
  }

  @Test
  void aHelloWithAFreshTokenKeepsTheSocketAndWithAForeignOneDoesNotChangeIt() {
    client.hello(AGENT);
    String session = client.await("welcome").path("session_id").textValue();

    client.send("hello", AGENT, helloWith(Api.adminToken()));
    client.await("error", e -> e.path("code").textValue().equals("token_refused"));
    client.send("hello", AGENT, helloWith(Api.agentToken()));

    Awaitility.await().until(() -> client.count("welcome") == 2);
    assertThat(
            client.received().get(client.received().size() - 1).path("payload").path("session_id"))
        .isEqualTo(JSON.getNodeFactory().textNode(session));
    assertThat(kafka.seen("agent.event").toString()).doesNotContain("access_token");
  }

  @Test
  void anExpiredTokenClosesTheSocketUnlessAFreshOneCameInTime() {
    String brief = forge.agent("agent_brief", Duration.ofSeconds(4));
    String renewed = forge.agent("agent_fresh", Duration.ofSeconds(4));
    try (AgentClient ending = AgentClient.connect(RestAssured.port, "/ws/agent_brief", brief);
        AgentClient staying = AgentClient.connect(RestAssured.port, "/ws/agent_fresh", renewed)) {
      ending.hello("agent_brief");
      staying.hello("agent_fresh");

      staying.send(
          "hello",
          "agent_fresh",
          "{\"client_version\":\"0.1.0\",\"wechat_status\":\"SIMULATED\",\"rules_version\":0,"
              + "\"access_token\":\"%s\"}"
                  .formatted(forge.agent("agent_fresh", Duration.ofMinutes(5))));

      assertThat(ending.awaitClose()).isEqualTo(4003);
      staying.message("agent_fresh", "still-here", "c", "x");
      staying.await("ack");
      assertThat(staying.closeCode()).isNull();
    }
  }

  @Test
  void logoutClosesTheSocketOfThatLogin() {
    String token = Api.agentToken();
    try (AgentClient other = AgentClient.connect(RestAssured.port, PATH, token)) {
      other.hello(AGENT);
      other.await("welcome");

      RestAssured.given().auth().oauth2(token).post("/api/v1/auth/logout");

      assertThat(other.awaitClose()).isEqualTo(4002);
    }
  }

  @Test
  void heartbeatsAreAnswered() {
    client.hello(AGENT);

    client.send(
        "heartbeat",
        AGENT,
        "{\"cpu_percent\":0.4,\"memory_mb\":38.5,\"wechat_status\":\"V39\",\"queue_depth\":2,"
            + "\"screen_locked\":false,\"timestamp\":\"2026-11-22T02:15:29.500Z\"}");

    assertThat(client.await("heartbeat").path("server_time").isTextual()).isTrue();
  }

  @Test
  void theUpgradeIsRefusedToEverybodyElse() {
    String admin = Api.adminToken();
    String agent = Api.agentToken();
    String refresh = Api.loginAgent().path("refresh_token");

    assertThat(AgentClient.connect(RestAssured.port, PATH, null).status()).isEqualTo(401);
    assertThat(AgentClient.connect(RestAssured.port, PATH, "x.y.z").status()).isEqualTo(401);
    assertThat(AgentClient.connect(RestAssured.port, PATH, refresh).status()).isEqualTo(401);
    assertThat(
            AgentClient.connect(
                    RestAssured.port,
                    PATH,
                    TestTokens.service("acme").substring("Bearer ".length()))
                .status())
        .isEqualTo(401);
    assertThat(AgentClient.connect(RestAssured.port, PATH, admin).status()).isEqualTo(403);
    assertThat(AgentClient.connect(RestAssured.port, "/ws/agent_002", agent).status())
        .isEqualTo(403);
  }

  private static AgentClient open() {
    return Awaitility.await("upgrade")
        .until(
            () -> AgentClient.connect(RestAssured.port, PATH, Api.agentToken()),
            opened -> opened.status() == 101);
  }

  private static String helloWith(String token) {
    return "{\"client_version\":\"0.1.0\",\"wechat_status\":\"SIMULATED\",\"rules_version\":0,"
        + "\"access_token\":\"%s\"}".formatted(token);
  }

  private static String reply(String tenant, String replyId) {
    return """
    {"event_id":"%s","tenant_id":"%s","occurred_at":"2026-11-22T02:15:29.500Z",
     "schema_version":1,"agent_id":"%s","kind":"reply","attempt":1,"origin":"bot",
     "reply":{"reply_id":"%s","chat_id":"c1","chat_name":"王先生","action":"reply",
     "content":"您好","part":1,"parts":1,"confidence":0.9,
     "timestamp":"2026-11-22T02:15:29.500Z"}}\
    """
        .formatted(UUID.randomUUID(), tenant, AGENT, replyId);
  }

  private static String online(String session) {
    return """
    {"event_id":"%s","tenant_id":"acme","occurred_at":"2026-11-22T02:15:29.500Z",
     "schema_version":1,"agent_id":"%s","kind":"online","session_id":"%s",
     "gateway_id":"gw-other","hello":{"client_version":"1","wechat_status":"V39",
     "rules_version":0}}\
    """
        .formatted(UUID.randomUUID(), AGENT, session);
  }
}
