package io.kefu.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.agent.gateway.FakeGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent against a gateway that speaks the real protocol. */
class AgentOverTheProtocolTest {

  @TempDir Path home;
  private FakeGateway gateway;

  @BeforeEach
  void openGateway() throws Exception {
    gateway = new FakeGateway();
  }

  @AfterEach
  void everyFrameKeptTheContract() throws Exception {
    gateway.close();
    assertThat(gateway.violations()).isEmpty();
  }

  @Test
  void messageGoesUpAndItsAnswerComesDown() throws Exception {
    gateway.onMessage =
        message -> {
          gateway.ack(message);
          gateway.send(
              "reply",
              gateway
                  .reply("r-1", "张先生", "保修期两年。")
                  .put("message_id", message.get("message_id").asText()));
        };
    try (AgentUnderTest agent = new AgentUnderTest(gateway, home)) {

      agent.say("张先生", "m-1", "保修多久？");

      await().untilAsserted(() -> assertThat(gateway.receipts("r-1")).contains("SENT"));
      assertThat(agent.ids("said")).containsExactly("m-1");
      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));
      assertThat(agent.sentTexts()).containsExactly("保修期两年。");
      assertThat(agent.events("sent").get(0).get("message_id").asText()).isEqualTo("m-1");
      JsonNode hello = gateway.received("hello").get(0);
      assertThat(hello.get("wechat_status").asText()).isEqualTo("SIMULATED");
      assertThat(hello.has("access_token")).isFalse();
    }
  }

  @Test
  void whatWasSaidOfflineArrivesInOrderOnceTheGatewayIsBack() throws Exception {
    gateway.goAway();
    List<String> ids = IntStream.range(0, 30).mapToObj(i -> "m-" + i).toList();
    try (AgentUnderTest agent = new AgentUnderTest(gateway, home)) {
      ids.forEach(id -> agent.say("chat-" + id.hashCode() % 3, id, id));
      await().untilAsserted(() -> assertThat(agent.ids("said")).hasSize(30));

      gateway.comeBack();

      await().untilAsserted(() -> assertThat(agent.ids("acked")).hasSize(30));
      assertThat(gateway.messageIds()).containsExactlyInAnyOrderElementsOf(ids);
      for (int chat = -2; chat <= 2; chat++) {
        String name = "chat-" + chat;
        List<String> there =
            gateway.received("message").stream()
                .filter(m -> m.get("chat_id").asText().equals(name))
                .map(m -> m.get("message_id").asText())
                .toList();
        assertThat(there).isEqualTo(ids.stream().filter(id -> there.contains(id)).toList());
      }
    }
  }

  @Test
  void messageWithoutAckIsSentAgainAfterReconnect() throws Exception {
    Set<String> dropped = new HashSet<>();
    gateway.onMessage =
        message -> {
          if (dropped.add(message.get("message_id").asText())) {
            gateway.closeSocket(1011, "died before the ack");
          } else {
            gateway.ack(message);
          }
        };
    try (AgentUnderTest agent = new AgentUnderTest(gateway, home)) {

      agent.say("a", "m-1", "hello");

      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));
      assertThat(gateway.messageIds()).containsExactly("m-1", "m-1");
    }
  }

  @Test
  void messageWithoutAckIsSentAgainOnTheSameSocket() throws Exception {
    Set<String> ignored = new HashSet<>();
    gateway.onMessage =
        message -> {
          if (!ignored.add(message.get("message_id").asText())) {
            gateway.ack(message);
          }
        };
    try (AgentUnderTest agent = new AgentUnderTest(gateway, home)) {

      agent.say("a", "m-1", "first");
      agent.say("a", "m-2", "second");

      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1", "m-2"));
      assertThat(gateway.messageIds()).containsExactly("m-1", "m-1", "m-2", "m-2");
      assertThat(gateway.upgrades).hasValue(1);
    }
  }

  @Test
  void undeliveredMessagesSurviveTheProgram() throws Exception {
    gateway.goAway();
    try (AgentUnderTest first = new AgentUnderTest(gateway, home)) {
      first.say("a", "m-1", "one");
      first.say("a", "m-2", "two");
      await().untilAsserted(() -> assertThat(first.ids("said")).hasSize(2));
    }
    gateway.comeBack();

    try (AgentUnderTest second = new AgentUnderTest(gateway, home)) {

      await().untilAsserted(() -> assertThat(gateway.messageIds()).containsExactly("m-1", "m-2"));
      second.say("a", "m-3", "three");
      await().untilAsserted(() -> assertThat(second.ids("acked")).contains("m-3"));
    }
  }

  @Test
  void replyOfferedTwiceIsSentOnceAndAnsweredTwice() throws Exception {
    try (AgentUnderTest agent = connected()) {
      gateway.send("reply", gateway.reply("r-1", "a", "once"));
      await().untilAsserted(() -> assertThat(gateway.receipts("r-1")).containsExactly("SENT"));

      gateway.send("reply", gateway.reply("r-1", "a", "once"));

      await().untilAsserted(() -> assertThat(gateway.receipts("r-1")).hasSize(2));
      assertThat(agent.sentTexts()).containsExactly("once");
    }
  }

  @Test
  void replyBegunByAnEarlierRunIsNeverSentAgain() throws Exception {
    try (AgentUnderTest first = connected()) {
      gateway.send("reply", gateway.reply("r-1", "a", "once"));
      await().untilAsserted(() -> assertThat(gateway.receipts("r-1")).contains("SENT"));
      assertThat(first.sentTexts()).containsExactly("once");
    }
    try (AgentUnderTest again = connected()) {
      int before = gateway.receipts("r-1").size();

      gateway.send("reply", gateway.reply("r-1", "a", "once"));

      await().untilAsserted(() -> assertThat(gateway.receipts("r-1")).hasSizeGreaterThan(before));
      assertThat(gateway.receipts("r-1")).containsOnly("SENT");
      assertThat(again.sentTexts()).isEmpty();
    }
  }

  @Test
  void faultsAreReportedAsWhatTheyAre() throws Exception {
    try (AgentUnderTest agent = connected()) {
      agent.line("{\"type\":\"fault\",\"kind\":\"title_mismatch\",\"chat_id\":\"wrong\"}");
      agent.line("{\"type\":\"fault\",\"kind\":\"unknown\",\"chat_id\":\"dark\"}");
      agent.line("{\"type\":\"say\",\"chat_id\":\"sync\",\"content\":\"x\"}");
      await().untilAsserted(() -> assertThat(agent.events("said")).hasSize(1));

      gateway.send("reply", gateway.reply("r-1", "wrong", "never seen"));
      gateway.send("reply", gateway.reply("r-2", "dark", "perhaps seen"));

      await().untilAsserted(() -> assertThat(gateway.receipts("r-1")).containsExactly("FAILED"));
      await().untilAsserted(() -> assertThat(gateway.receipts("r-2")).containsExactly("UNKNOWN"));
      assertThat(gateway.receiptError("r-1")).startsWith("title_mismatch:");
      assertThat(gateway.receiptError("r-2")).startsWith("own_row_not_found:");
      assertThat(agent.sentTexts()).containsExactly("perhaps seen");
    }
  }

  @Test
  void partsAppearInOrderWhateverTheOrderTheyCome() throws Exception {
    try (AgentUnderTest agent = connected()) {
      gateway.send("reply", part("r-2", 2, 3));
      gateway.send("reply", part("r-3", 3, 3));
      gateway.send("reply", part("r-1", 1, 3));

      await().untilAsserted(() -> assertThat(gateway.receipts("r-3")).containsExactly("SENT"));

      assertThat(agent.sentTexts()).containsExactly("part 1", "part 2", "part 3");
    }
  }

  @Test
  void partBehindAFailedOneIsNotSent() throws Exception {
    try (AgentUnderTest agent = connected()) {
      agent.line("{\"type\":\"fault\",\"kind\":\"fail\"}");
      agent.line("{\"type\":\"say\",\"chat_id\":\"sync\",\"content\":\"x\"}");
      await().untilAsserted(() -> assertThat(agent.events("said")).hasSize(1));

      gateway.send("reply", part("r-1", 1, 2));
      gateway.send("reply", part("r-2", 2, 2));

      await().untilAsserted(() -> assertThat(gateway.receipts("r-2")).containsExactly("FAILED"));
      assertThat(gateway.receiptError("r-2")).startsWith("previous_part_not_sent:");
      assertThat(agent.sentTexts()).isEmpty();
    }
  }

  @Test
  void aWaitingChatHoldsNoOtherBackAndNotBeforeIsTheServersTime() throws Exception {
    gateway.ahead = Duration.ofHours(-3);
    try (AgentUnderTest agent = connected()) {
      String due = Instant.now().plus(gateway.ahead).plusMillis(1500).toString();
      Instant asked = Instant.now();
      gateway.send("reply", gateway.reply("r-1", "a", "later").put("not_before", due));
      gateway.send("reply", gateway.reply("r-2", "b", "now"));

      await().untilAsserted(() -> assertThat(gateway.receipts("r-1")).containsExactly("SENT"));

      assertThat(agent.sentTexts()).containsExactly("now", "later");
      assertThat(Duration.between(asked, Instant.now())).isGreaterThan(Duration.ofMillis(1200));
    }
  }

  @Test
  void nothingIsTypedForAnIgnoredOne() throws Exception {
    try (AgentUnderTest agent = connected()) {

      gateway.send("reply", gateway.reply("r-1", "a", "").put("action", "ignore"));

      await().untilAsserted(() -> assertThat(gateway.receipts("r-1")).containsExactly("SENT"));
      assertThat(agent.sentTexts()).isEmpty();
    }
  }

  @Test
  void receiptWrittenWhileOfflineIsReportedAfterwards() throws Exception {
    try (AgentUnderTest agent = connected()) {
      agent.line("{\"type\":\"fault\",\"kind\":\"slow\",\"delay_ms\":800}");
      agent.line("{\"type\":\"say\",\"chat_id\":\"sync\",\"content\":\"x\"}");
      await().untilAsserted(() -> assertThat(agent.events("said")).hasSize(1));
      gateway.send("reply", gateway.reply("r-1", "a", "slow one"));
      await().untilAsserted(() -> assertThat(gateway.connected()).isTrue());

      gateway.goAway();
      await().untilAsserted(() -> assertThat(agent.sentTexts()).containsExactly("slow one"));
      gateway.comeBack();

      await().untilAsserted(() -> assertThat(gateway.receipts("r-1")).contains("SENT"));
    }
  }

  @Test
  void refusedMessageLeavesTheQueueCountedAndTheNextOneFollows() throws Exception {
    gateway.onMessage =
        message -> {
          if (message.get("message_id").asText().equals("m-bad")) {
            gateway.refuse(Optional.of("m-bad"), "invalid_message");
          } else {
            gateway.ack(message);
          }
        };
    gateway.heartbeatSeconds = 1;
    try (AgentUnderTest agent = new AgentUnderTest(gateway, home)) {

      agent.say("a", "m-bad", "poison");
      agent.say("a", "m-good", "fine");

      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-good"));
      assertThat(agent.ids("error")).containsExactly("m-bad");
      await()
          .untilAsserted(
              () ->
                  assertThat(gateway.received("heartbeat"))
                      .anySatisfy(
                          h -> assertThat(h.path("queue_refused_total").asInt()).isEqualTo(1)));
    }
  }

  @Test
  void messageRefusedForNowIsSentAgainBeforeItsSuccessor() throws Exception {
    Set<String> seen = new HashSet<>();
    gateway.onMessage =
        message -> {
          if (seen.add(message.get("message_id").asText())
              && message.get("message_id").asText().equals("m-1")) {
            gateway.refuse(Optional.of("m-1"), "rate_limited");
          } else {
            gateway.ack(message);
          }
        };
    try (AgentUnderTest agent = new AgentUnderTest(gateway, home)) {

      agent.say("a", "m-1", "one");
      agent.say("a", "m-2", "two");

      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1", "m-2"));
      assertThat(gateway.messageIds()).containsExactly("m-1", "m-1", "m-2");
    }
  }

  @Test
  void frameThatBreaksTheSocketEachTimeIsFoundAndLeaves() throws Exception {
    gateway.onMessage =
        message -> {
          if (message.get("message_id").asText().equals("m-poison")) {
            gateway.closeSocket(1009, "too big");
          } else {
            gateway.ack(message);
          }
        };
    try (AgentUnderTest agent = new AgentUnderTest(gateway, home)) {
      agent.say("a", "m-poison", "x");
      agent.say("b", "m-1", "x");
      agent.say("c", "m-2", "x");

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(agent.ids("acked")).containsExactlyInAnyOrder("m-1", "m-2"));

      await().untilAsserted(() -> assertThat(agent.ids("error")).containsExactly("m-poison"));
    }
  }

  @Test
  void longTextIsCutToTheFrameLimitAndMarked() throws Exception {
    gateway.maxFrameBytes = 2048;
    try (AgentUnderTest agent = connected()) {

      agent.say("a", "m-1", "很长".repeat(2000));

      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));
      assertThat(gateway.received("message").get(0).get("content").asText())
          .startsWith("很长")
          .endsWith("已截断]");
    }
  }

  @Test
  void garbageFromTheServerDoesNoHarm() throws Exception {
    try (AgentUnderTest agent = connected()) {
      gateway.sendRaw("{\"type\":\"rep");
      gateway.sendRaw("[]");
      gateway.sendRaw("{\"type\":\"of_a_later_version\",\"payload\":{},\"metadata\":{}}");
      gateway.sendRaw("{\"type\":\"reply\",\"payload\":{\"reply_id\":7},\"metadata\":{}}");
      gateway.sendRaw("[".repeat(50_000));

      agent.say("a", "m-1", "still here");

      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));
      assertThat(gateway.upgrades).hasValue(1);
    }
  }

  @Test
  void pausedAgentSendsNothingUntilResumed() throws Exception {
    try (AgentUnderTest agent = connected()) {
      gateway.send(
          "command",
          java.util.Map.of("command_id", "c-1", "name", "pause", "args", java.util.Map.of()));
      await().untilAsserted(() -> assertThat(commandStatus("c-1")).containsExactly("DONE"));
      gateway.send("reply", gateway.reply("r-1", "a", "waits"));
      agent.say("a", "m-1", "still collected");
      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));
      assertThat(agent.sentTexts()).isEmpty();

      gateway.send(
          "command",
          java.util.Map.of("command_id", "c-2", "name", "resume", "args", java.util.Map.of()));

      await().untilAsserted(() -> assertThat(gateway.receipts("r-1")).containsExactly("SENT"));
    }
  }

  private List<String> commandStatus(String commandId) {
    return gateway.received("ack").stream()
        .filter(ack -> ack.path("command_id").asText().equals(commandId))
        .map(ack -> ack.get("status").asText())
        .toList();
  }

  private com.fasterxml.jackson.databind.node.ObjectNode part(String id, int part, int parts) {
    return gateway
        .reply(id, "a", "part " + part)
        .put("message_id", "m-1")
        .put("part", part)
        .put("parts", parts);
  }

  private AgentUnderTest connected() throws Exception {
    int before = gateway.received("hello").size();
    AgentUnderTest agent = new AgentUnderTest(gateway, home);
    await().untilAsserted(() -> assertThat(gateway.received("hello").size()).isGreaterThan(before));
    await().until(gateway::connected);
    return agent;
  }
}
