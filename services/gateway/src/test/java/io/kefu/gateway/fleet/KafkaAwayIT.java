package io.kefu.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.gateway.testing.AgentClient;
import io.kefu.gateway.testing.GatewayProcess;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.TopicTail;
import io.kefu.local.backends.BackendsConfig;
import io.kefu.local.backends.BackendsConfig.KafkaPlacement;
import io.kefu.local.backends.EmbeddedBackends;
import io.kefu.testharness.TestTokens;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged gateway while Kafka, a program of its own here, is killed and comes back. */
class KafkaAwayIT {

  private static final String AGENT = GatewaySecrets.AGENT;
  private static final Duration OUTAGE_SEEN = Duration.ofSeconds(20);
  private static final Duration BACK = Duration.ofSeconds(60);

  @TempDir Path logs;

  private EmbeddedBackends backends;
  private GatewayProcess gateway;

  @BeforeEach
  void start() {
    backends =
        EmbeddedBackends.start(
            BackendsConfig.ephemeral()
                .withPartitions(3)
                .withKafkaPlacement(KafkaPlacement.CHILD_PROCESS));
    Map<String, String> settings = new HashMap<>(new GatewaySecrets().start());
    settings.put("kafka.bootstrap.servers", backends.kafka().bootstrapServers());
    settings.put("quarkus.datasource.reactive.url", backends.postgres().reactiveUrl());
    settings.put("quarkus.datasource.jdbc.url", backends.postgres().jdbcUrl());
    settings.put("quarkus.datasource.username", backends.postgres().role("gateway").user());
    settings.put("quarkus.datasource.password", backends.postgres().role("gateway").password());
    settings.put("quarkus.redis.hosts", backends.redis().uri());
    settings.put("kefu.service-token.secret", TestTokens.secret());
    gateway = GatewayProcess.start(settings, logs.resolve("gateway.log")).awaitUp();
  }

  @AfterEach
  void stop() {
    gateway.close();
    backends.close();
  }

  @Test
  void aMessageIsNotAckedWhileKafkaIsAwayAndIsTakenWhenItIsSentAgain() {
    try (AgentClient agent = gateway.connect(gateway.agentToken())) {
      agent.hello(AGENT);
      agent.message(AGENT, "m-before", "c", "在吗");
      agent.await("ack", ack -> ack.path("message_id").textValue().equals("m-before"));

      backends.kafka().kill();
      agent.message(AGENT, "m-during", "c", "质保多久？");

      JsonNode refused =
          Awaitility.await("error frame")
              .atMost(OUTAGE_SEEN)
              .until(() -> error(agent, "m-during"), found -> found != null);
      assertThat(refused.path("code").textValue()).isEqualTo("kafka_unavailable");
      assertThat(acked(agent, "m-during")).isFalse();
      assertThat(agent.closeCode()).isNull();
      assertThat(agent.ended()).isFalse();

      backends.kafka().restart();
      try (TopicTail kafka = new TopicTail(backends.kafka().bootstrapServers())) {
        Awaitility.await("taken when it is sent again")
            .atMost(BACK)
            .pollInterval(Duration.ofSeconds(1))
            .until(
                () -> {
                  agent.message(AGENT, "m-during", "c", "质保多久？");
                  return acked(agent, "m-during");
                });
        JsonNode stored =
            kafka.await(
                "message.in", event -> event.at("/message/message_id").asText().equals("m-during"));
        assertThat(stored.at("/message/content").textValue()).isEqualTo("质保多久？");
      }
    }
  }

  private static JsonNode error(AgentClient agent, String messageId) {
    return agent.received().stream()
        .filter(frame -> frame.path("type").textValue().equals("error"))
        .map(frame -> frame.path("payload"))
        .filter(payload -> payload.path("message_id").asText().equals(messageId))
        .findFirst()
        .orElse(null);
  }

  private static boolean acked(AgentClient agent, String messageId) {
    return agent.received().stream()
        .filter(frame -> frame.path("type").textValue().equals("ack"))
        .anyMatch(frame -> frame.at("/payload/message_id").asText().equals(messageId));
  }
}
