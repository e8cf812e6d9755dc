package io.kefu.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.agent.gateway.FakeGateway;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's commands, and what the agent answers while there is no server. */
class HybridModeTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RULES =
      """
      {"version":7,"rules":[
       {"id":"greet","kind":"greeting","match":"normalised","phrases":["你好"],"reply":"您好，请讲"},
       {"id":"off","kind":"offline","phrases":[],"reply":"稍后回复您"}]}
      """;

  @TempDir Path home;
  private FakeGateway gateway;
  private AgentUnderTest agent;

  @BeforeEach
  void start() throws Exception {
    gateway = new FakeGateway();
    agent = new AgentUnderTest(gateway, home);
    // Its first heartbeat follows the welcome: now it takes commands.
    await().until(() -> !gateway.received("heartbeat").isEmpty());
  }

  @AfterEach
  void stop() throws Exception {
    agent.close();
    gateway.close();
    assertThat(gateway.violations()).isEmpty();
  }

  @Test
  void rulesAreTakenOverAndTheirVersionIsToldAtTheNextHello() throws Exception {
    JsonNode answer = command("c-1", "rules.update", RULES);
    int hellos = gateway.received("hello").size();
    gateway.closeSocket(1012, "restart");

    await().until(() -> gateway.received("hello").size() > hellos);

    assertThat(answer.get("status").asText()).isEqualTo("DONE");
    assertThat(answer.at("/result/version").asLong()).isEqualTo(7);
    assertThat(gateway.received("hello").getFirst().get("rules_version").asLong()).isZero();
    assertThat(gateway.received("hello").getLast().get("rules_version").asLong()).isEqualTo(7);
  }

  @Test
  void customersAreAnsweredByRulesWhileNobodyCanBeReachedAndItIsReported() throws Exception {
    command("c-1", "rules.update", RULES);
    gateway.goAway();
    agent.say("张先生", "m-1", "你好！");
    agent.say("张先生", "m-2", "报价多少");
    agent.say("张先生", "m-3", "急");
    agent.say("李女士", "m-4", "在哪");

    await().untilAsserted(() -> assertThat(agent.sentTexts()).hasSize(3));
    gateway.comeBack();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(Set.copyOf(gateway.messageIds())).hasSize(7));

    assertThat(agent.sentTexts()).containsExactlyInAnyOrder("您好，请讲", "稍后回复您", "稍后回复您");
    List<JsonNode> own =
        gateway.received("message").stream().filter(m -> m.get("own").asBoolean()).toList();
    assertThat(own).extracting(m -> m.get("message_id").asText()).contains("local-m-1").hasSize(3);
    assertThat(own)
        .filteredOn(m -> m.get("message_id").asText().equals("local-m-1"))
        .allMatch(m -> m.get("sender_id").asText().equals("local_rule/greet"));
    assertThat(gateway.receipts("local-m-1")).isEmpty();
  }

  @Test
  void whatARuleAnsweredIsNotAnsweredAgainByTheServerButANoticeIsNoAnswer() throws Exception {
    command("c-1", "rules.update", RULES);
    gateway.goAway();
    agent.say("张先生", "m-1", "你好！");
    agent.say("李女士", "m-2", "报价多少");
    await().untilAsserted(() -> assertThat(agent.sentTexts()).hasSize(2));
    gateway.comeBack();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(gateway.messageIds()).contains("m-1", "m-2"));

    gateway.send("reply", gateway.reply("r-1", "张先生", "您好，请问有什么可以帮您？").put("message_id", "m-1"));
    gateway.send("reply", gateway.reply("r-2", "李女士", "请看报价单。").put("message_id", "m-2"));

    await().until(() -> gateway.receipts("r-1").size() + gateway.receipts("r-2").size() == 2);
    assertThat(agent.sentTexts()).containsExactlyInAnyOrder("您好，请讲", "稍后回复您", "请看报价单。");
    assertThat(gateway.receipts("r-1")).containsExactly("FAILED");
    assertThat(gateway.receiptError("r-1")).startsWith("answered_locally");
    assertThat(gateway.receipts("r-2")).containsExactly("SENT");
  }

  @Test
  void connectedAgentLeavesAnswersToTheServerAndAnEmptySetSwitchesOff() throws Exception {
    command("c-1", "rules.update", RULES);
    agent.say("张先生", "m-1", "你好");
    await().until(() -> agent.ids("acked").contains("m-1"));
    command("c-2", "rules.update", "{\"version\":8,\"rules\":[]}");
    gateway.goAway();
    agent.say("张先生", "m-2", "你好");
    await()
        .during(Duration.ofMillis(900))
        .atMost(Duration.ofSeconds(60))
        .until(() -> agent.sentTexts().isEmpty());

    gateway.comeBack();

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(gateway.messageIds()).contains("m-2"));
    assertThat(agent.sentTexts()).isEmpty();
  }

  @Test
  void badArgumentsFailWithTheReasonAndChangeNothing() throws Exception {
    JsonNode rules = command("c-1", "rules.update", "{\"version\":1,\"rules\":[{\"id\":\"a\"}]}");
    JsonNode selectors = command("c-2", "config.update", "{\"selectors\":{\"version\":0}}");
    JsonNode setting = command("c-3", "config.update", "{\"secret\":\"x\"}");

    assertThat(List.of(rules, selectors, setting))
        .allMatch(answer -> answer.get("status").asText().equals("FAILED"));
    assertThat(rules.get("error").asText()).contains("kind is missing");
    assertThat(selectors.get("error").asText()).contains("version must be 1");
    assertThat(setting.get("error").asText()).contains("secret cannot be changed");
    assertThat(home.resolve("rules.json")).doesNotExist();
    assertThat(home.resolve("habits.json")).doesNotExist();
  }

  @Test
  void settingsAreChangedAndKept() throws Exception {
    JsonNode answer =
        command("c-1", "config.update", "{\"chats_deny\":[\"朋友\"],\"send_key\":\"ctrl+enter\"}");

    assertThat(answer.get("status").asText()).isEqualTo("DONE");
    assertThat(Files.readString(home.resolve("habits.json"))).contains("朋友", "ctrl+enter");
  }

  @Test
  void logsAreUploadedAndNamed() throws Exception {
    Files.createDirectories(home.resolve("logs"));
    Files.writeString(home.resolve("logs/agent.1.log"), "older\n");
    Files.writeString(home.resolve("logs/agent.0.log"), "newer\n");

    JsonNode answer = command("c-1", "logs.collect", "{}");

    assertThat(answer.get("status").asText()).isEqualTo("DONE");
    assertThat(answer.at("/result/file_id").asText()).isEqualTo("f-1");
    byte[] plain =
        new GZIPInputStream(new ByteArrayInputStream(gateway.files.uploads.getFirst()))
            .readAllBytes();
    assertThat(new String(plain, StandardCharsets.UTF_8)).isEqualTo("older\nnewer\n");
    try (var left = Files.list(home)) {
      assertThat(left).noneMatch(file -> file.toString().endsWith(".tmp"));
    }
  }

  @Test
  void whatThisAgentCannotDoIsSaid() throws Exception {
    JsonNode screenshot = command("c-1", "screenshot", "{}");
    JsonNode ocr = command("c-2", "ocr", "{}");
    JsonNode update = command("c-3", "update", "{}");

    assertThat(screenshot.get("status").asText()).isEqualTo("FAILED");
    assertThat(screenshot.get("error").asText()).contains("no WeChat window");
    assertThat(ocr.get("status").asText()).isEqualTo("FAILED");
    assertThat(ocr.get("error").asText()).contains("no WeChat window");
    assertThat(update.get("error").asText()).contains("version");
    gateway.sendRaw(
        """
        {"type":"command","payload":{"command_id":"c-4","name":"dance","args":{}},\
        "metadata":{"agent_id":"agent_001","version":"2.0"}}\
        """);
    await().until(() -> answers("c-4").size() == 1);
    assertThat(answers("c-4").getFirst().get("status").asText()).isEqualTo("UNSUPPORTED");
  }

  private JsonNode command(String id, String name, String args) throws Exception {
    ObjectNode payload = JSON.createObjectNode().put("command_id", id).put("name", name);
    payload.set("args", JSON.readTree(args));
    gateway.send("command", payload);
    await().until(() -> answers(id).size() == 1);
    return answers(id).getFirst();
  }

  private List<JsonNode> answers(String id) {
    return gateway.received("ack").stream()
        .filter(ack -> ack.path("command_id").asText().equals(id))
        .toList();
  }
}
