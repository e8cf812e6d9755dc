package io.kefu.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.TokenForge;
import io.kefu.gateway.testing.Api;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.StandInNeighbours;
import io.kefu.gateway.testing.TopicTail;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.UUID;
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
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class HandInTest {

  private static final String AGENT = GatewaySecrets.AGENT;

  @Inject TokenForge forge;

  private TopicTail kafka;

  @BeforeEach
  void listen() {
    kafka =
        new TopicTail(ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
  }

  @AfterEach
  void leave() {
    kafka.close();
  }

  @Test
  void aMessageGoesToKafkaAndIsAnsweredWithTheDecision() {
    String id = UUID.randomUUID().toString();

    Response answer = handIn(Api.agentToken(), id, "");

    answer.then().statusCode(200).body("action", equalTo("reply")).body("content", equalTo("您好"));
    JsonNode stored = kafka.await("message.in", event -> id.equals(messageId(event)));
    assertThat(stored.path("agent_id").textValue()).isEqualTo(AGENT);
    assertThat(stored.path("message").path("chat_type").textValue()).isEqualTo("private");
    assertThat(stored.path("@key").textValue()).startsWith("acme/agent_001/");
  }

  @Test
  void aMessageUnderAKeyIsHandedInOnce() {
    String id = UUID.randomUUID().toString();
    String key = "key-" + id;
    String token = Api.agentToken();

    Response first = handIn(token, id, "wait=0", key);
    Response again = handIn(token, id, "wait=0", key);
    Response other = handIn(token, id + "-2", "wait=0", key);

    first.then().statusCode(202);
    again
        .then()
        .statusCode(202)
        .header("Idempotency-Replayed", "true")
        .header("Location", first.header("Location"));
    other.then().statusCode(422);
    kafka.await("message.in", event -> id.equals(messageId(event)));
    assertThat(kafka.seen("message.in"))
        .filteredOn(event -> messageId(event).startsWith(id))
        .hasSize(1);
  }

  @Test
  void whoDoesNotWantToWaitIsToldWhereToAsk() {
    Response answer = handIn(Api.agentToken(), "undecided-1", "wait=0");

    answer
        .then()
        .statusCode(202)
        .header("Location", equalTo("/api/v1/messages/undecided-1/reply?agent_id=agent_001"));
  }

  @Test
  void theRulesOfAMessageFrameHold() {
    String token = Api.agentToken();

    Response noChat =
        post(token, "/api/v1/messages", "{\"message\":{\"id\":\"1\",\"content\":\"x\"}}");
    Response oldTime =
        post(
            token,
            "/api/v1/messages",
            "{\"message\":{\"id\":\"1\",\"content\":\"x\",\"chat_id\":\"c\"},\"timestamp\":\"1970-01-01T00:00:00Z\"}");
    Response nothing = post(token, "/api/v1/messages", "[]");
    Response deep = post(token, "/api/v1/messages", "[".repeat(200));
    Response foreign =
        post(
            token,
            "/api/v1/messages",
            "{\"agent_id\":\"agent_002\",\"message\":{\"id\":\"1\",\"content\":\"x\",\"chat_id\":\"c\"}}");

    noChat.then().statusCode(400).body("code", equalTo("invalid_frame"));
    oldTime.then().statusCode(400).body("code", equalTo("invalid_frame"));
    nothing.then().statusCode(400).body("code", equalTo("unreadable_body"));
    deep.then().statusCode(400).body("code", equalTo("unreadable_body"));
    foreign.then().statusCode(403);
  }

  @Test
  void anIntegrationNamesAnAgentThatExists() {
    String person = forge.person(GatewaySecrets.TENANT, Set.of(Permission.WRITE_MESSAGE));
    String body =
        "{\"agent_id\":\"%s\",\"message\":{\"id\":\"p1\",\"content\":\"x\",\"chat_id\":\"c\"}}";

    Response known = post(person, "/api/v1/messages", body.formatted(AGENT));
    Response unknown = post(person, "/api/v1/messages", body.formatted("agent_404"));

    known.then().statusCode(200);
    unknown.then().statusCode(404).body("code", equalTo("agent_not_found"));
  }

  @Test
  void anAgentWithoutASocketReportsAndFetchesItsRepliesAndAcknowledgesThem() {
    String token = Api.agentToken();
    Response beat =
        post(
            token,
            "/api/v1/heartbeat",
            "{\"cpu_percent\":1,\"memory_mb\":40,\"wechat_status\":\"V39\",\"queue_depth\":0,"
                + "\"screen_locked\":false,\"timestamp\":\"2026-11-22T02:15:29Z\"}");
    beat.then().statusCode(200);
    replies(token, 0).then().statusCode(200);
    kafka.await(
        "agent.event", event -> "poll:agent_001".equals(event.path("session_id").textValue()));
    String replyId = UUID.randomUUID().toString();

    kafka.send("reply.out", "acme/agent_001/c", reply(replyId));

    Awaitility.await("reply").until(() -> replies(token, 1).asString().contains(replyId));
    post(
            token,
            "/api/v1/agents/agent_001/acks",
            "{\"reply_id\":\"%s\",\"status\":\"SENT\"}".formatted(replyId))
        .then()
        .statusCode(204);
    kafka.await(
        "agent.event", event -> replyId.equals(event.path("receipt").path("reply_id").textValue()));
    assertThat(replies(token, 0).asString()).doesNotContain(replyId);
    post(token, "/api/v1/agents/agent_001/acks", "{\"reply_id\":\"x\",\"status\":\"NO\"}")
        .then()
        .statusCode(400);
    replies(Api.adminToken(), 0).then().statusCode(403);
  }

  @Test
  void aCommandIsStoredSentAuditedAndItsResultIsReadable() {
    String admin = Api.adminToken();
    String token = Api.agentToken();
    replies(token, 0).then().statusCode(200);

    Response issued =
        post(
            admin,
            "/api/v1/agents/agent_001/commands",
            "{\"name\":\"logs.collect\",\"args\":{\"minutes\":5}}");

    issued.then().statusCode(202).body("status", equalTo("PENDING"));
    String id = issued.path("command_id");
    String location = issued.header("Location");
    Awaitility.await("command").until(() -> replies(token, 1).asString().contains(id));
    post(
            token,
            "/api/v1/agents/agent_001/acks",
            "{\"command_id\":\"%s\",\"status\":\"DONE\",\"result\":{\"lines\":3}}".formatted(id))
        .then()
        .statusCode(204);
    Awaitility.await("result")
        .until(() -> given().auth().oauth2(admin).get(location).path("status").equals("DONE"));
    given()
        .auth()
        .oauth2(admin)
        .get(location)
        .then()
        .body("result.lines", equalTo(3))
        .body("name", equalTo("logs.collect"));
    assertThat(given().auth().oauth2(admin).get("/api/v1/audit").asString())
        .contains("agent.commanded");
    post(admin, "/api/v1/agents/agent_404/pause", "").then().statusCode(404);
    given()
        .auth()
        .oauth2(forge.person("other", Permission.ALL))
        .get(location)
        .then()
        .statusCode(404);
  }

  private static Response handIn(String token, String id, String prefer) {
    return handIn(token, id, prefer, UUID.randomUUID().toString());
  }

  private static Response handIn(String token, String id, String prefer, String key) {
    return given()
        .auth()
        .oauth2(token)
        .contentType(ContentType.JSON)
        .header("Prefer", prefer)
        .header("Idempotency-Key", key)
        .body(
            "{\"agent_id\":\"agent_001\",\"message\":{\"id\":\"%s\",\"content\":\"质保多久？\",\"chat_id\":\"wxid_1\"},"
                    .formatted(id)
                + "\"timestamp\":\"2026-11-22T02:15:29Z\"}")
        .post("/api/v1/messages");
  }

  private static Response replies(String token, int wait) {
    return given()
        .auth()
        .oauth2(token)
        .get("/api/v1/agents/agent_001/replies?client_version=0.1.0&wait=" + wait);
  }

  private static Response post(String token, String path, String body) {
    return given().auth().oauth2(token).contentType(ContentType.JSON).body(body).post(path);
  }

  private static String messageId(JsonNode event) {
    return event.path("message").path("message_id").textValue();
  }

  private static String reply(String replyId) {
    return """
    {"event_id":"%s","tenant_id":"acme","occurred_at":"2026-11-22T02:15:29Z","schema_version":1,
     "agent_id":"agent_001","kind":"reply","attempt":1,"origin":"bot",
     "reply":{"reply_id":"%s","message_id":"m1","chat_id":"c","chat_name":"王先生","action":"reply",
              "content":"您好","part":1,"parts":1,"confidence":0.9,"timestamp":"2026-11-22T02:15:29Z"}}\
    """
        .formatted(UUID.randomUUID(), replyId);
  }
}
