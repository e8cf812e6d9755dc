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
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An agent that does not read: its socket is closed, it costs a bounded amount, the others do not
 * notice, and what it missed comes again.
 */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
class SlowConsumerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int REPLIES = 1500;
  private static final int SMALL_BUFFER = 4096;
  private static final String LONG_TEXT = "长".repeat(4000);

  @Inject Sessions sessions;
  @Inject MeterRegistry metrics;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final Map<String, String> pending = new LinkedHashMap<>();
  private TopicTail kafka;
  private String agent;
  private String secret;

  @BeforeEach
  void registerAnAgent() {
    kafka =
        new TopicTail(ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
    open.add(kafka);
    agent = "slow-" + UUID.randomUUID().toString().substring(0, 8);
    secret =
        Api.as(Api.adminToken(), Map.of("agent_id", agent, "name", "慢"))
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
  void whatASlowAgentMissedComesAgainInOrderAndNoneTwice() {
    Ledger ledger = new Ledger();
    double before = closedAsSlow();
    AgentClient slow = connect();
    slow.stopReading();
    IntStream.range(0, REPLIES).forEach(this::decide);
    publishPending();
    Awaitility.await("closed").atMost(Duration.ofSeconds(30)).until(() -> closedAsSlow() > before);

    // It reads on: what was under way, and then why it was closed.
    slow.startReading();
    assertThat(slow.awaitClose()).isEqualTo(1013);
    slow.received().forEach(frame -> ledger.take(frame, slow));
    assertThat(ledger.sent).isNotEmpty().hasSizeLessThan(REPLIES);

    // Promise 3: it comes back, and message-service publishes again what has no receipt.
    AgentClient back = connect();
    publishPending();
    int[] read = {0};
    Awaitility.await("all sent")
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              List<JsonNode> received = back.received();
              for (int size = received.size(); read[0] < size; read[0]++) {
                ledger.take(received.get(read[0]), back);
              }
              return ledger.sent.size() >= REPLIES;
            });

    assertThat(ledger.sent).containsExactlyElementsOf(pending.keySet());
    assertThat(back.closeCode()).isNull();
    for (String replyId : List.of(ledger.sent.get(0), ledger.sent.get(REPLIES - 1))) {
      kafka.await(
          "agent.event", event -> event.path("receipt").path("reply_id").asText().equals(replyId));
    }
  }

  @Test
  void anAgentThatNeverReadsAgainLosesItsSocketAndTheOthersDoNotNotice() {
    AgentClient dead = connect();
    dead.stopReading();
    String other = agent;
    registerAnAgent();
    AgentClient lively = connect();
    int sockets = sessions.openCount();
    String stuck = other;
    for (int i = 0; i < REPLIES; i++) {
      kafka.send("reply.out", "acme/" + stuck + "/c1", reply(stuck, UUID.randomUUID(), "c1"));
      if (i % 100 == 0) {
        String id = "m-" + UUID.randomUUID();
        lively.message(agent, id, "c1", "在吗");
        lively.await("ack", ack -> ack.path("message_id").asText().equals(id));
      }
    }

    Awaitility.await("the connection is dropped, not only the session")
        .atMost(Duration.ofSeconds(30))
        .until(() -> sessions.openCount() < sockets);
    assertThat(lively.closeCode()).isNull();
    JsonNode offline =
        kafka.await(
            "agent.event",
            event ->
                event.path("agent_id").asText().equals(stuck)
                    && event.path("kind").asText().equals("offline"));
    assertThat(offline.path("reason").asText()).isEqualTo("slow_consumer");
  }

  /** What the agent keeps on disk: which replies it began to send, in which order. */
  private final class Ledger {
    private final Set<String> begun = new HashSet<>();
    private final List<String> sent = new ArrayList<>();

    void take(JsonNode frame, AgentClient from) {
      if (!frame.path("type").asText().equals("reply")) {
        return;
      }
      String replyId = frame.path("payload").path("reply_id").asText();
      if (begun.add(replyId)) {
        sent.add(replyId);
      }
      if (from.closeCode() == null) {
        from.send("ack", agent, "{\"reply_id\":\"%s\",\"status\":\"SENT\"}".formatted(replyId));
      }
    }
  }

  private double closedAsSlow() {
    return metrics.counter("socket_closed", "reason", "slow_consumer").count();
  }

  private void decide(int number) {
    UUID replyId = UUID.randomUUID();
    pending.put(replyId.toString(), reply(agent, replyId, "c1"));
  }

  /** What message-service does when an agent comes online: all without a receipt, in order. */
  private void publishPending() {
    Set<String> receipts = new HashSet<>();
    kafka
        .seen("agent.event")
        .forEach(event -> receipts.add(event.path("receipt").path("reply_id").asText()));
    pending.forEach(
        (replyId, record) -> {
          if (!receipts.contains(replyId)) {
            kafka.post("reply.out", "acme/" + agent + "/c1", record);
          }
        });
    kafka.flush();
  }

  private AgentClient connect() {
    String token =
        Api.login(Map.of("agent_id", agent, "secret_key", secret))
            .then()
            .statusCode(200)
            .extract()
            .path("access_token");
    AgentClient client = AgentClient.connect(RestAssured.port, "/ws/" + agent, token, SMALL_BUFFER);
    open.add(client);
    client.hello(agent);
    client.await("welcome");
    return client;
  }

  private static String reply(String agent, UUID replyId, String chat) {
    ObjectNode event =
        JSON.createObjectNode()
            .put("event_id", UUID.randomUUID().toString())
            .put("tenant_id", "acme")
            .put("occurred_at", "2026-11-22T02:15:29.500Z")
            .put("schema_version", 1)
            .put("agent_id", agent)
            .put("kind", "reply")
            .put("attempt", 1)
            .put("origin", "bot");
    event
        .putObject("reply")
        .put("reply_id", replyId.toString())
        .put("chat_id", chat)
        .put("chat_name", "王")
        .put("action", "reply")
        .put("content", LONG_TEXT)
        .put("part", 1)
        .put("parts", 1)
        .put("confidence", 0.9)
        .put("timestamp", "2026-11-22T02:15:29.500Z");
    return event.toString();
  }
}
