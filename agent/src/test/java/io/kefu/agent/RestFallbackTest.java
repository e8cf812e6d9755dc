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

/** A proxy that lets no WebSocket through. */
class RestFallbackTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path home;
  private FakeGateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = new FakeGateway();
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  @Test
  void messagesAndRepliesGoOverRestWhenNoSocketOpens() throws Exception {
    gateway.upgradeStatus = 502;
    try (AgentUnderTest agent = new AgentUnderTest(gateway, home)) {
      agent.say("张先生", "m-1", "在吗");
      agent.say("张先生", "m-2", "报价");
      await().atMost(LONG).untilAsserted(() -> assertThat(gateway.rest.messages).hasSize(2));
      gateway.rest.reply(gateway.reply("r-1", "张先生", "您好"));

      await().atMost(LONG).untilAsserted(() -> assertThat(gateway.rest.acks).hasSize(1));

      assertThat(gateway.rest.messages)
          .extracting(m -> m.get("message_id").asText())
          .containsExactly("m-1", "m-2");
      assertThat(agent.sentTexts()).containsExactly("您好");
      JsonNode ack = gateway.rest.acks.getFirst();
      assertThat(ack.get("reply_id").asText()).isEqualTo("r-1");
      assertThat(ack.get("status").asText()).isEqualTo("SENT");
    }
  }

  @Test
  void messageThatTheGatewayCannotStoreIsHandedInAgain() throws Exception {
    gateway.upgradeStatus = 502;
    gateway.rest.messageStatus = 503;
    try (AgentUnderTest agent = new AgentUnderTest(gateway, home)) {
      agent.say("张先生", "m-1", "在吗");
      await().atMost(LONG).until(() -> gateway.upgrades.get() >= 3);
      gateway.rest.messageStatus = 202;

      await().atMost(LONG).untilAsserted(() -> assertThat(agent.ids("acked")).contains("m-1"));

      assertThat(gateway.rest.messages).hasSize(1);
    }
  }

  @Test
  void busyGatewayIsNoReasonForRest() throws Exception {
    gateway.upgradeStatus = 503;
    try (AgentUnderTest agent = new AgentUnderTest(gateway, home)) {
      agent.say("张先生", "m-1", "在吗");
      await().atMost(LONG).until(() -> gateway.upgrades.get() >= 5);
      gateway.upgradeStatus = 200;

      await().atMost(LONG).untilAsserted(() -> assertThat(gateway.messageIds()).contains("m-1"));

      assertThat(gateway.rest.messages).isEmpty();
    }
  }
}
