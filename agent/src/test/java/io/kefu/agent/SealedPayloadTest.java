package io.kefu.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.agent.gateway.FakeGateway;
import io.kefu.agent.link.SealingTerms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Payloads sealed on top of TLS: agreed, refused, tampered with, played back. */
class SealedPayloadTest {

  private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes();
  private static final byte[] OTHER_KEY = "f123456789abcdef0123456789abcdef".getBytes();

  @TempDir Path home;
  private FakeGateway gateway;

  @BeforeEach
  void openGateway() throws Exception {
    gateway = new FakeGateway();
    gateway.payloadKey = Optional.of(KEY);
  }

  @AfterEach
  void everyFrameKeptTheContract() throws Exception {
    gateway.close();
    assertThat(gateway.violations()).isEmpty();
  }

  @Test
  void nothingOfAMessageOrItsAnswerIsReadableOnTheWire() throws Exception {
    answerEveryMessage();
    try (AgentUnderTest agent = agent(true)) {

      agent.say("张先生", "m-1", "保修多久？");

      await().untilAsserted(() -> assertThat(gateway.receipts("r-m-1")).contains("SENT"));
      await().untilAsserted(() -> assertThat(gateway.received("heartbeat")).isNotEmpty());
      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));
      assertThat(agent.sentTexts()).containsExactly("保修期两年。");
      assertThat(gateway.wire())
          .filteredOn(text -> !text.startsWith("{\"type\":\"hello\""))
          .isNotEmpty()
          .allMatch(text -> text.contains("\"enc\":\"A256GCM\""))
          .noneMatch(text -> text.contains("m-1") || text.contains("保修"));
    }
  }

  @Test
  void aVeryLongMessageStillFitsWhenItIsSealed() throws Exception {
    gateway.maxFrameBytes = 8192;
    try (AgentUnderTest agent = agent(true)) {

      agent.say("张先生", "m-long", "长".repeat(9_000));

      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-long"));
      assertThat(gateway.wire()).allMatch(text -> text.getBytes().length <= 8192);
    }
  }

  @Test
  void aRenewedTokenGoesUpSealedAndTheSessionGoesOn() throws Exception {
    gateway.tokenSeconds = 2;
    try (AgentUnderTest agent = agent(true)) {

      await().untilAsserted(() -> assertThat(gateway.received("hello")).hasSizeGreaterThan(1));

      JsonNode again = gateway.received("hello").get(1);
      assertThat(again.has("access_token")).isTrue();
      assertThat(again.has("sealing")).isFalse();
      agent.say("张先生", "m-1", "在吗");
      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));
      assertThat(gateway.wire()).noneMatch(text -> text.contains("access_token"));
    }
  }

  @Test
  void withAGatewayThatDoesNotSealTheAgentSpeaksPlainlyUnlessItMustNot() throws Exception {
    gateway.payloadKey = Optional.empty();
    try (AgentUnderTest agent = agent(false)) {
      agent.say("张先生", "m-1", "在吗");
      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));
    }
    int hellos = gateway.received("hello").size();

    try (AgentUnderTest agent = agent(true)) {
      agent.say("张先生", "m-2", "还在吗");

      await()
          .untilAsserted(
              () -> assertThat(gateway.received("hello")).hasSizeGreaterThan(hellos + 2));
      assertThat(gateway.messageIds()).containsExactly("m-1");
      assertThat(agent.ids("acked")).isEmpty();
    }
  }

  @Test
  void whereNoSocketOpensNothingIsSaidOverRestIfItMustBeSealed() throws Exception {
    gateway.upgradeStatus = 502;
    try (AgentUnderTest agent = agent(true)) {
      agent.say("张先生", "m-1", "在吗");
      await().atMost(Duration.ofSeconds(60)).until(() -> gateway.upgrades.get() >= 6);
      int asked = gateway.rest.asked.get();
      gateway.upgradeStatus = 200;

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));

      assertThat(asked).isZero();
      assertThat(gateway.rest.messages).isEmpty();
      assertThat(gateway.wire()).noneMatch(text -> text.contains("在吗"));
    }
  }

  @Test
  void whatWasChangedOrPlayedBackEndsTheSessionAndNothingIsLostOrDoneTwice() throws Exception {
    try (AgentUnderTest agent = agent(true)) {
      await().untilAsserted(() -> assertThat(gateway.received("heartbeat")).isNotEmpty());
      gateway.send("reply", gateway.reply("r-1", "张先生", "第一条"));
      await().untilAsserted(() -> assertThat(agent.sentTexts()).containsExactly("第一条"));
      String played = gateway.lastSent();

      gateway.sendRaw(played);
      await().untilAsserted(() -> assertThat(gateway.received("hello")).hasSize(2));
      await().untilAsserted(() -> assertThat(gateway.connected()).isTrue());

      String changed = gateway.sealed("reply", gateway.reply("r-2", "张先生", "第二条"));
      int at = changed.indexOf("\"data\":\"") + 30;
      char other = changed.charAt(at) == 'A' ? 'B' : 'A';
      gateway.sendRaw(changed.substring(0, at) + other + changed.substring(at + 1));
      await().untilAsserted(() -> assertThat(gateway.received("hello")).hasSize(3));

      // Neither a plain one: it could be anybody's.
      await().untilAsserted(() -> assertThat(gateway.connected()).isTrue());
      gateway.sendPlain("reply", gateway.reply("r-3", "张先生", "第三条"));
      await().untilAsserted(() -> assertThat(gateway.received("hello")).hasSize(4));

      await().untilAsserted(() -> assertThat(gateway.connected()).isTrue());
      gateway.send("reply", gateway.reply("r-4", "张先生", "第四条"));
      await().untilAsserted(() -> assertThat(gateway.receipts("r-4")).contains("SENT"));
      assertThat(agent.sentTexts()).containsExactly("第一条", "第四条");
    }
  }

  @Test
  void anotherKeyOpensNothing() throws Exception {
    gateway.announcedKey = Optional.of(KEY);
    gateway.payloadKey = Optional.of(OTHER_KEY);
    try (AgentUnderTest agent = agent(true)) {

      agent.say("张先生", "m-1", "在吗");

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(gateway.received("hello")).hasSizeGreaterThan(1));
      assertThat(gateway.messageIds()).isEmpty();
      assertThat(agent.ids("acked")).isEmpty();
    }
  }

  @Test
  void theKeyComesFromTheEnvironmentAndNeverFromTheCommandLine() throws Exception {
    String key = Base64.getUrlEncoder().withoutPadding().encodeToString(KEY);
    Map<String, String> environment =
        Map.of(
            "KEFU_AGENT_GATEWAY_URL", "http://localhost:1",
            "KEFU_AGENT_ID", "agent_001",
            "KEFU_AGENT_SECRET", "a-secret",
            "KEFU_AGENT_PAYLOAD_KEY", key,
            "KEFU_AGENT_PAYLOAD_SEALING", "required");

    AgentConfig config = Settings.read(List.of(), environment).config();

    assertThat(config.sealing().orElseThrow().key()).isEqualTo(KEY);
    assertThat(config.sealing().orElseThrow().required()).isTrue();
    assertThat(config.toString() + config.sealing()).doesNotContain(key);
    assertThatThrownBy(() -> Settings.read(List.of("--payload-key=" + key), environment))
        .isInstanceOf(BadConfig.class)
        .hasMessageContaining("KEFU_AGENT_PAYLOAD_KEY");
    assertThatThrownBy(
            () ->
                Settings.read(
                        List.of("--payload-sealing=required"),
                        Map.of(
                            "KEFU_AGENT_GATEWAY_URL", "http://localhost:1",
                            "KEFU_AGENT_ID", "agent_001",
                            "KEFU_AGENT_SECRET", "a-secret"))
                    .config())
        .isInstanceOf(BadConfig.class)
        .hasMessageContaining("there is no key");
  }

  private void answerEveryMessage() {
    gateway.onMessage =
        message -> {
          gateway.ack(message);
          gateway.send(
              "reply", gateway.reply("r-" + message.get("message_id").asText(), "张先生", "保修期两年。"));
        };
  }

  private AgentUnderTest agent(boolean required) throws Exception {
    return new AgentUnderTest(
        gateway.url(),
        FakeGateway.SECRET,
        home,
        AgentUnderTest.QUICK,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.of(new SealingTerms(KEY, required)));
  }
}
