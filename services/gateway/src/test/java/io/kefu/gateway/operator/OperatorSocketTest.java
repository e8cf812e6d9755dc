package io.kefu.gateway.operator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.TokenForge;
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
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
class OperatorSocketTest {

  private static final String ALL = "{\"type\":\"subscribe\",\"payload\":{\"all\":true}}";

  private static final int SMALL_BUFFER = 4096;
  private static final int LARGE_EVENTS = 700;

  @Inject TokenForge forge;
  @Inject OperatorHub hub;

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
  void strangersAreRefusedBeforeTheUpgrade() {
    String powerless = forge.person(GatewaySecrets.TENANT, Set.of(Permission.VIEW_STATS));

    assertThat(status(null)).isEqualTo(401);
    assertThat(status("x.y.z")).isEqualTo(401);
    assertThat(status(forge.expired(GatewaySecrets.TENANT))).isEqualTo(401);
    assertThat(status(Api.loginAdmin().path("refresh_token"))).isEqualTo(401);
    assertThat(status(powerless)).isEqualTo(403);
    assertThat(status(Api.agentToken())).isEqualTo(403);
  }

  @Test
  void aTicketOpensOneSocketOnce() {
    String token = forge.person(GatewaySecrets.TENANT, Set.of(Permission.READ_MESSAGE));
    String ticket = given().auth().oauth2(token).post("/api/v1/operator-tickets").path("ticket");

    try (AgentClient first = connect("?ticket=" + ticket, null);
        AgentClient second = connect("?ticket=" + ticket, null);
        AgentClient made = connect("?ticket=made-up", null)) {

      first.await("welcome");
      assertThat(second.status()).isEqualTo(401);
      assertThat(made.status()).isEqualTo(401);
    }
  }

  @Test
  void operatorsSeeMessagesRepliesReceiptsConversationsAndAgentsOfTheirTenantOnly() {
    try (AgentClient ours = open(GatewaySecrets.TENANT);
        AgentClient theirs = open("other")) {
      ours.send(ALL);
      theirs.send(ALL);
      ours.await("subscribed");
      theirs.await("subscribed");
      String messageId = UUID.randomUUID().toString();

      try (AgentClient agent =
          AgentClient.connect(RestAssured.port, "/ws/" + GatewaySecrets.AGENT, Api.agentToken())) {
        agent.hello(GatewaySecrets.AGENT);
        agent.message(GatewaySecrets.AGENT, messageId, "wxid_c", "质保多久？");

        ours.await("agent", payload -> payload.path("online").booleanValue());
        JsonNode seen =
            ours.await(
                "message",
                payload -> messageId.equals(payload.at("/message/message_id").textValue()));
        assertThat(seen.at("/message/content").textValue()).isEqualTo("质保多久？");
        kafka.send("conversation.event", "acme/v1", conversation("acme"));
        ours.await(
            "conversation", payload -> payload.path("status").textValue().equals("NEED_REPLY"));
        agent.send("ack", GatewaySecrets.AGENT, "{\"reply_id\":\"r-1\",\"status\":\"SENT\"}");
        ours.await("receipt", payload -> payload.at("/receipt/reply_id").textValue().equals("r-1"));
      }

      ours.await("agent", payload -> !payload.path("online").booleanValue());
      assertThat(theirs.received())
          .extracting(frame -> frame.path("type").textValue())
          .containsOnly("welcome", "subscribed");
    }
  }

  @Test
  void typingIsToldToTheOthersAndOnlyForTheChatsTheyWatch() {
    try (AgentClient typist = open(GatewaySecrets.TENANT);
        AgentClient watcher = open(GatewaySecrets.TENANT)) {
      watcher.send(
          "{\"type\":\"subscribe\",\"payload\":{\"chats\":[{\"agent_id\":\"agent_001\",\"chat_id\":\"c1\"}]}}");
      watcher.await("subscribed");

      typist.send(
          "{\"type\":\"typing\",\"payload\":{\"agent_id\":\"agent_001\",\"chat_id\":\"c2\"}}");
      typist.send(
          "{\"type\":\"typing\",\"payload\":{\"agent_id\":\"agent_001\",\"chat_id\":\"c1\"}}");

      watcher.await("typing", payload -> payload.path("chat_id").textValue().equals("c1"));
      assertThat(watcher.count("typing")).isEqualTo(1);
    }
  }

  @Test
  void anInterruptedSocketIsToldWhatItMissedOrToReadAnew() {
    String eventId;
    try (AgentClient first = open(GatewaySecrets.TENANT)) {
      first.send(ALL);
      first.await("subscribed");
      kafka.send("conversation.event", "acme/v1", conversation("acme"));
      first.await("conversation");
      eventId = last(first, "conversation").path("event_id").textValue();
    }
    kafka.send("conversation.event", "acme/v1", conversation("acme"));

    try (AgentClient again = open(GatewaySecrets.TENANT);
        AgentClient lost = open(GatewaySecrets.TENANT)) {
      again.send(ALL.replace("true", "true,\"last_event_id\":\"" + eventId + "\""));
      lost.send(ALL.replace("true", "true,\"last_event_id\":\"" + UUID.randomUUID() + "\""));

      Awaitility.await("missed")
          .until(
              () ->
                  again.received().stream()
                      .anyMatch(
                          frame ->
                              frame.path("type").textValue().equals("conversation")
                                  && !frame.path("event_id").textValue().equals(eventId)));
      lost.await("resync");
    }
  }

  @Test
  void nonsenseIsAnsweredAndDoesNotCloseTheSocket() {
    try (AgentClient client = open(GatewaySecrets.TENANT)) {
      client.send("{");
      client.send("{\"type\":\"launch\"}");
      client.send("{\"type\":\"subscribe\",\"payload\":{\"agents\":[7]}}");
      client.send("{\"type\":\"token\",\"payload\":{\"access_token\":\"x.y.z\"}}");

      client.await("error", payload -> payload.path("code").textValue().equals("bad_json"));
      client.await("error", payload -> payload.path("code").textValue().equals("unknown_type"));
      client.await("error", payload -> payload.path("code").textValue().equals("invalid_frame"));
      client.await("error", payload -> payload.path("code").textValue().equals("token_refused"));
      client.send("{\"type\":\"heartbeat\"}");
      client.await("heartbeat");
    }
  }

  @Test
  void aSocketEndsWithItsTokenAndWithItsLogin() {
    String admin = Api.adminToken();
    try (AgentClient brief = connect("", forge.brief(GatewaySecrets.TENANT));
        AgentClient leaving = connect("", admin)) {
      leaving.await("welcome");

      given().auth().oauth2(admin).post("/api/v1/auth/logout").then().statusCode(204);

      assertThat(brief.awaitClose()).isEqualTo(4003);
      assertThat(leaving.awaitClose()).isEqualTo(4002);
    }
  }

  @Test
  void whatBreaksTheProtocolEndsTheSocketWithTheCodeThatSaysSo() {
    try (AgentClient large = open(GatewaySecrets.TENANT);
        AgentClient fragments = open(GatewaySecrets.TENANT);
        AgentClient binary = open(GatewaySecrets.TENANT);
        AgentClient broken = open(GatewaySecrets.TENANT)) {

      large.frame(0x81, "x".repeat(65_537).getBytes(StandardCharsets.US_ASCII));
      fragments.frame(0x01, "x".repeat(40_000).getBytes(StandardCharsets.US_ASCII));
      fragments.frame(0x80, "x".repeat(40_000).getBytes(StandardCharsets.US_ASCII));
      binary.frame(0x82, new byte[] {1, 2, 3});
      broken.frame(0x81, new byte[] {(byte) 0xc3, (byte) 0x28});

      assertThat(large.awaitClose()).isEqualTo(1009);
      assertThat(fragments.awaitClose()).isEqualTo(1009);
      assertThat(binary.awaitClose()).isEqualTo(1003);
      assertThat(broken.awaitClose()).isEqualTo(1007);
    }
  }

  /** A console on a sleeping laptop: told 1013 in vain, then dropped; the others go on. */
  @Test
  void anOperatorWhoReadsNothingLosesTheConnectionAndTheOthersDoNotNotice() {
    String token = forge.person(GatewaySecrets.TENANT, Set.of(Permission.READ_MESSAGE));
    try (AgentClient asleep =
            AgentClient.connect(RestAssured.port, "/ws/operator", token, SMALL_BUFFER);
        AgentClient awake = open(GatewaySecrets.TENANT)) {
      asleep.send(ALL);
      asleep.await("subscribed");
      awake.send(ALL);
      awake.await("subscribed");
      int sockets = hub.openCount();
      asleep.stopReading();

      String large = "长".repeat(8_000);
      for (int i = 0; i < LARGE_EVENTS; i++) {
        kafka.post(
            "conversation.event",
            "acme/v1",
            conversation("acme").replace("\"王先生\"", '"' + large + '"'));
      }
      kafka.flush();

      Awaitility.await("the connection is dropped")
          .atMost(Duration.ofSeconds(60))
          .until(() -> hub.openCount() < sockets);
      Awaitility.await("the other one has all")
          .atMost(Duration.ofSeconds(60))
          .until(() -> awake.count("conversation") >= LARGE_EVENTS);
      assertThat(awake.closeCode()).isNull();
    }
  }

  private static JsonNode last(AgentClient client, String type) {
    return client.received().stream()
        .filter(frame -> frame.path("type").textValue().equals(type))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private AgentClient open(String tenantId) {
    AgentClient client = connect("", forge.person(tenantId, Set.of(Permission.READ_MESSAGE)));
    client.await("welcome");
    return client;
  }

  private static int status(String token) {
    try (AgentClient client = connect("", token)) {
      return client.status();
    }
  }

  private static AgentClient connect(String query, String token) {
    return AgentClient.connect(RestAssured.port, "/ws/operator" + query, token);
  }

  private static String conversation(String tenantId) {
    return """
    {"event_id":"%s","tenant_id":"%s","occurred_at":"2026-11-22T02:15:29Z","schema_version":1,
     "conversation_id":"v1","agent_id":"agent_001","chat_id":"c1","chat_name":"王先生",
     "customer_id":"k1","customer_name":"王先生","kind":"%s","status":"NEED_REPLY",
     "handling":"QUEUED","cause":"customer_message","version":3}\
    """
        .formatted(UUID.randomUUID(), tenantId, "status_changed");
  }
}
