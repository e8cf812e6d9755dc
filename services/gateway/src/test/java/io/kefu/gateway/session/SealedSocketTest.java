package io.kefu.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.gateway.testing.AgentClient;
import io.kefu.gateway.testing.Api;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.TopicTail;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sealed payloads over real sockets: agreed in hello and welcome, and what breaks them. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
class SealedSocketTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final List<AutoCloseable> open = new ArrayList<>();
  private TopicTail kafka;
  private String agent;
  private String secret;

  @BeforeEach
  void registerAnAgent() {
    kafka =
        new TopicTail(ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
    open.add(kafka);
    agent = "sealed-" + UUID.randomUUID().toString().substring(0, 8);
    secret =
        Api.as(Api.adminToken(), Map.of("agent_id", agent, "name", "前台"))
            .post("/api/v1/agents")
            .then()
            .statusCode(201)
            .extract()
            .path("secret_key");
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  @Test
  void payloadsAreSealedBothWaysAndKafkaHearsThemPlainly() {
    AgentClient client = sealed(renewKey());
    String id = UUID.randomUUID().toString();

    client.message(agent, id, "c1", "保修多久？");

    client.await("ack", ack -> ack.path("message_id").asText().equals(id));
    JsonNode stored =
        kafka.await(
            "message.in", event -> event.path("message").path("message_id").asText().equals(id));
    assertThat(stored.path("message").path("content").asText()).isEqualTo("保修多久？");
    String replyId = "r-" + UUID.randomUUID();
    kafka.send("reply.out", "acme/" + agent + "/c1", reply(replyId));
    JsonNode reply = client.await("reply", r -> r.path("reply_id").asText().equals(replyId));
    assertThat(reply.path("content").asText()).isEqualTo("两年");
    client.send("ack", agent, "{\"reply_id\":\"%s\",\"status\":\"SENT\"}".formatted(replyId));
    kafka.await(
        "agent.event", event -> event.path("receipt").path("reply_id").asText().equals(replyId));
    assertThat(client.received())
        .filteredOn(frame -> !frame.path("type").asText().equals("welcome"))
        .isNotEmpty()
        .allMatch(frame -> frame.path("was_sealed").asBoolean());
    // The offer is of no use to anybody behind Kafka.
    assertThat(kafka.seen("agent.event")).noneMatch(event -> event.toString().contains("A256GCM"));
  }

  @Test
  void aFreshTokenOnASealedSocketKeepsTheSession() {
    AgentClient client = sealed(renewKey());
    String session = client.await("welcome").path("session_id").asText();
    int before = client.received().size();

    client.send("hello", agent, hello(null, token()));

    Awaitility.await().until(() -> client.received().size() > before);
    JsonNode again = client.received().get(before);
    assertThat(again.path("was_sealed").asBoolean()).isTrue();
    assertThat(again.path("payload").path("session_id").asText()).isEqualTo(session);
    assertThat(again.path("payload").has("sealing")).isFalse();
  }

  @Test
  void manyMessagesAndRepliesAtOnceStayInTurn() {
    AgentClient client = sealed(renewKey());
    String chat = "chat-" + UUID.randomUUID();

    for (int i = 0; i < 300; i++) {
      client.message(agent, chat + "-" + i, "c" + i % 20, "第几条");
      if (i % 3 == 0) {
        kafka.send("reply.out", "acme/" + agent + "/c1", reply(chat + "-r" + i));
      }
    }

    Awaitility.await().until(() -> client.count("ack") == 300 && client.count("reply") == 100);
    assertThat(client.closeCode()).isNull();
  }

  @Test
  void aFramePlayedBackChangedOrPlainEndsTheSession() {
    byte[] key = renewKey();
    String id = UUID.randomUUID().toString();

    AgentClient replayed = sealed(key);
    String frame = replayed.text("message", agent, AgentClient.messagePayload(id, "c1", "一次"));
    replayed.send(frame);
    replayed.await("ack", ack -> ack.path("message_id").asText().equals(id));
    replayed.send(frame);
    assertThat(replayed.awaitClose()).isEqualTo(1002);
    assertThat(replayed.await("error").path("code").asText()).isEqualTo("seal_broken");

    // The same frame in the next session of the same agent with the same key.
    AgentClient next = sealed(key);
    next.send(frame);
    assertThat(next.awaitClose()).isEqualTo(1002);

    AgentClient tampered = sealed(key);
    String good = tampered.text("message", agent, AgentClient.messagePayload("x", "c1", "好"));
    int at = good.indexOf("\"data\":\"") + 40;
    tampered.send(
        good.substring(0, at) + (good.charAt(at) == 'A' ? 'B' : 'A') + good.substring(at + 1));
    assertThat(tampered.awaitClose()).isEqualTo(1002);

    AgentClient mislabelled = sealed(key);
    mislabelled.send(
        mislabelled
            .text("message", agent, AgentClient.messagePayload("y", "c1", "好"))
            .replace("\"type\":\"message\"", "\"type\":\"ack\""));
    assertThat(mislabelled.awaitClose()).isEqualTo(1002);

    AgentClient plain = sealed(key);
    plain.sealWith(null);
    plain.message(agent, "z", "c1", "明文");
    assertThat(plain.awaitClose()).isEqualTo(1002);

    assertThat(kafka.seen("message.in"))
        .filteredOn(event -> event.path("agent_id").asText().equals(agent))
        .extracting(event -> event.path("message").path("message_id").asText())
        .containsExactly(id);
  }

  @Test
  void nothingMayComeBetweenAnOfferAndTheWelcome() {
    byte[] key = renewKey();
    AgentClient client = connect();

    client.send("hello", agent, hello(offer(key, salt()), null));
    client.message(agent, "early", "c1", "等不及");

    assertThat(client.awaitClose()).isEqualTo(1002);
    assertThat(client.await("error").path("code").asText()).isEqualTo("hello_expected");
  }

  @Test
  void aKeyThatIsNotTheAgentsIsNotTakenUp() {
    byte[] key = renewKey();
    byte[] old = key.clone();
    renewKey();
    AgentClient client = connect();

    client.send("hello", agent, hello(offer(old, salt()), null));

    assertThat(client.await("welcome").has("sealing")).isFalse();
  }

  @Test
  void oneOfTheRightNameAndTheWrongBytesOpensNothing() {
    byte[] key = renewKey();
    byte[] salt = salt();
    AgentClient client = connect();
    client.send("hello", agent, hello(offer(key, salt), null));
    JsonNode sealing = client.await("welcome").path("sealing");
    key[0] ^= 1;
    client.sealWith(
        PayloadSeal.ofAgent(key, agent, salt, decoded(sealing.path("salt").asText()), RANDOM));

    client.message(agent, "m", "c1", "打不开");

    Awaitility.await().until(() -> client.ended() || client.closeCode() != null);
    assertThat(kafka.seen("message.in"))
        .noneMatch(event -> event.path("agent_id").asText().equals(agent));
  }

  @Test
  void anAgentWithoutAnOfferSpeaksAsBefore() {
    renewKey();
    AgentClient client = connect();
    client.hello(agent);
    String id = UUID.randomUUID().toString();

    client.message(agent, id, "c1", "旧版");

    client.await("ack", ack -> ack.path("message_id").asText().equals(id));
    assertThat(client.received()).noneMatch(frame -> frame.has("was_sealed"));
    assertThat(client.await("welcome").has("sealing")).isFalse();
  }

  @Test
  void anOfferThatIsNoneIsRefusedAndASealedFrameWithoutOneToo() {
    AgentClient client = connect();
    for (String offer :
        List.of(
            "{}",
            "7",
            "{\"enc\":\"A256GCM\",\"key_id\":\"0123456789abcdef\",\"salt\":\"short\"}",
            "{\"enc\":\"A256GCM\",\"key_id\":\"\",\"salt\":\"AAECAwQFBgcICQoLDA0ODw\"}")) {
      int before = client.received().size();
      client.send("hello", agent, hello(null, null).replace("}", ",\"sealing\":" + offer + "}"));
      Awaitility.await(offer).until(() -> client.received().size() > before);
      assertThat(client.received().get(before).path("payload").path("code").asText())
          .as(offer)
          .isEqualTo("invalid_frame");
    }
    client.hello(agent);
    client.await("welcome");

    client.send("heartbeat", agent, "{\"enc\":\"A256GCM\",\"nonce\":\"AA\",\"data\":\"AA\"}");

    assertThat(client.awaitClose()).isEqualTo(1002);
  }

  @Test
  void anEnrolledAgentGetsAKeyOfItsOwn() {
    String code =
        Api.as(Api.adminToken(), "")
            .post("/api/v1/agents/" + agent + "/enrolment")
            .then()
            .statusCode(201)
            .extract()
            .path("code");
    JsonNode enrolled =
        Api.as(Api.adminToken(), Map.of("code", code, "machine_name", "PC-1"))
            .post("/api/v1/agents/enrol")
            .then()
            .statusCode(200)
            .extract()
            .as(JsonNode.class);
    secret = enrolled.path("secret_key").asText();

    AgentClient client = sealed(decoded(enrolled.path("payload_key").asText()));

    client.message(agent, "m-" + agent, "c1", "你好");
    client.await("ack");
  }

  private byte[] renewKey() {
    return decoded(
        Api.as(Api.adminToken(), "")
            .post("/api/v1/agents/" + agent + "/payload-key")
            .then()
            .statusCode(200)
            .extract()
            .path("payload_key"));
  }

  private AgentClient sealed(byte[] key) {
    AgentClient client = connect();
    byte[] salt = salt();
    client.send("hello", agent, hello(offer(key, salt), null));
    JsonNode sealing = client.await("welcome").path("sealing");
    assertThat(sealing.path("enc").asText()).isEqualTo("A256GCM");
    client.sealWith(
        PayloadSeal.ofAgent(key, agent, salt, decoded(sealing.path("salt").asText()), RANDOM));
    return client;
  }

  private AgentClient connect() {
    AgentClient client =
        Awaitility.await("let in")
            .until(
                () -> AgentClient.connect(RestAssured.port, "/ws/" + agent, token()),
                one -> one.status() == 101);
    open.add(client);
    return client;
  }

  private String token() {
    return Api.login(Map.of("agent_id", agent, "secret_key", secret))
        .then()
        .statusCode(200)
        .extract()
        .path("access_token");
  }

  private static String hello(ObjectNode sealing, String token) {
    ObjectNode hello =
        JSON.createObjectNode()
            .put("client_version", "0.1.0")
            .put("wechat_status", "SIMULATED")
            .put("rules_version", 0);
    if (sealing != null) {
      hello.set("sealing", sealing);
    }
    if (token != null) {
      hello.put("access_token", token);
    }
    return hello.toString();
  }

  private static ObjectNode offer(byte[] key, byte[] salt) {
    return JSON.createObjectNode()
        .put("enc", "A256GCM")
        .put("key_id", PayloadSeal.keyId(key))
        .put("salt", Base64.getUrlEncoder().withoutPadding().encodeToString(salt));
  }

  private String reply(String replyId) {
    return """
        {"event_id":"%s","tenant_id":"acme","occurred_at":"2026-11-22T02:15:29.500Z",
         "schema_version":1,"agent_id":"%s","kind":"reply","attempt":1,"origin":"bot",
         "reply":{"reply_id":"%s","chat_id":"c1","chat_name":"王","action":"reply",
         "content":"两年","part":1,"parts":1,"confidence":0.9,
         "timestamp":"2026-11-22T02:15:29.500Z"}}\
        """
        .formatted(UUID.randomUUID(), agent, replyId);
  }

  private static byte[] salt() {
    byte[] salt = new byte[PayloadSeal.SALT_BYTES];
    RANDOM.nextBytes(salt);
    return salt;
  }

  private static byte[] decoded(String base64) {
    return Base64.getUrlDecoder().decode(base64);
  }
}
