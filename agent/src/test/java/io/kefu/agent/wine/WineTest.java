package io.kefu.agent.wine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.agent.gateway.FakeGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The agent's own Windows path — UI Automation's vtables, keyboard, clipboard, pixels, DPAPI — on a
 * Windows JVM under Wine, against a window with WeChat's trees.
 */
@Tag("wine")
class WineTest {

  /** Wine on a busy machine takes most of a minute to start a program. */
  private static final Duration LONG = Duration.ofMinutes(4);

  @TempDir private static Path folder;
  private static WineDesk desk;

  private FakeGateway gateway;
  private FakeWeChatWindow wechat;
  private Process agent;

  @BeforeAll
  static void setUp() throws Exception {
    assumeTrue(WineDesk.missing().isEmpty(), () -> WineDesk.missing().orElse(""));
    desk = new WineDesk(folder);
  }

  @AfterAll
  static void tearDown() throws Exception {
    if (desk != null) {
      desk.close();
    }
  }

  @AfterEach
  void stop() throws Exception {
    kill();
    if (wechat != null) {
      wechat.close();
    }
    if (gateway != null) {
      gateway.close();
      assertThat(gateway.violations()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v39", "v4"})
  void collectsSendsAndRefusesAnotherTitle(String version) throws Exception {
    begin(version);
    wechat.tell("say", "张先生", "张先生", "保修多久？");

    await().atMost(LONG).untilAsserted(() -> assertThat(contents()).contains("保修多久？"));
    gateway.send("reply", reply("r-1", "张先生", "两年。"));
    await().atMost(LONG).untilAsserted(() -> assertThat(gateway.receipts("r-1")).isNotEmpty());
    JsonNode screenshot = command("c-1", "screenshot");
    JsonNode crop = command("c-2", "ocr");
    JsonNode again = command("c-3", "ocr");
    wechat.tell("title", "别人");
    gateway.send("reply", reply("r-2", "张先生", "不能发"));
    await().atMost(LONG).untilAsserted(() -> assertThat(gateway.receipts("r-2")).isNotEmpty());

    assertThat(screenshot.get("status").asText()).isEqualTo("DONE");
    assertThat(gateway.files.uploads.getFirst()).startsWith((byte) 0x89, 'P', 'N', 'G');
    assertThat(crop.get("result").get("wechat_status").asText()).isEqualTo(status(version));
    assertThat(again.get("result")).isEqualTo(crop.get("result"));
    assertThat(gateway.files.uploads).hasSize(2);
    assertThat(gateway.receipts("r-1")).containsOnly("SENT");
    assertThat(gateway.receipts("r-2")).containsOnly("FAILED");
    assertThat(wechat.events("sent")).containsExactly("张先生:两年。");
    assertThat(contents()).doesNotContain("旧消息").containsOnlyOnce("保修多久？");
    JsonNode hello = gateway.received("hello").getFirst();
    assertThat(gateway.received("message")).allMatch(m -> !m.get("own").asBoolean());
    assertThat(hello.has("client_version")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v39", "v4"})
  void killedBetweenEnterAndReadBackIsUnknown(String version) throws Exception {
    begin(version);
    wechat.tell("say", "李女士", "李女士", "你好");
    await().atMost(LONG).untilAsserted(() -> assertThat(contents()).contains("你好"));
    wechat.tell("hold");
    gateway.send("reply", reply("r-3", "李女士", "您好"));
    await().atMost(LONG).untilAsserted(() -> assertThat(wechat.events("sent")).hasSize(1));
    kill();
    assertThat(gateway.receipts("r-3")).isEmpty();

    start(version);

    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(gateway.receipts("r-3")).contains("UNKNOWN"));
    gateway.send("reply", reply("r-3", "李女士", "您好"));
    await().atMost(LONG).until(() -> gateway.receipts("r-3").size() > 1);
    assertThat(gateway.receipts("r-3")).containsOnly("UNKNOWN");
    assertThat(wechat.events("sent")).hasSize(1);
  }

  private void begin(String version) throws Exception {
    gateway = new FakeGateway();
    gateway.heartbeatSeconds = 1;
    wechat = desk.weChat(version);
    await().atMost(LONG).until(() -> !wechat.events("ready").isEmpty());
    wechat.tell("history", "张先生", "张先生", "旧消息");
    wechat.tell("history", "李女士", "李女士", "旧消息二");
    start(version);
  }

  private void start(String version) throws Exception {
    Path home = folder.resolve("home-" + version + "-" + gateway.url().getPort());
    agent =
        desk.agent(
            List.of(
                "--driver=wechat",
                "--gateway-url=" + gateway.url(),
                "--agent-id=agent_001",
                "--home=" + WineDesk.windows(home),
                "--quiet-ms=0",
                "--log-level=debug"),
            Map.of("KEFU_AGENT_SECRET", FakeGateway.SECRET),
            Path.of("target", "wine-agent.log").toAbsolutePath());
    await().atMost(LONG).until(() -> agent.isAlive() && gateway.connected());
    String expected = status(version);
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(gateway.received("heartbeat"))
                    .anyMatch(beat -> beat.get("wechat_status").asText().equals(expected)));
  }

  private static String status(String version) {
    return version.equals("v39") ? "V39" : "V4_VISIBLE";
  }

  private JsonNode command(String id, String name) {
    gateway.send("command", Map.of("command_id", id, "name", name, "args", Map.of()));
    await().atMost(LONG).until(() -> !answers(id).isEmpty());
    return answers(id).getFirst();
  }

  private List<JsonNode> answers(String commandId) {
    return gateway.received("ack").stream()
        .filter(ack -> ack.path("command_id").asText().equals(commandId))
        .toList();
  }

  private void kill() throws Exception {
    if (agent != null) {
      agent.descendants().forEach(ProcessHandle::destroyForcibly);
      agent.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
  }

  private List<String> contents() {
    return gateway.received("message").stream().map(m -> m.get("content").asText()).toList();
  }

  private ObjectNode reply(String id, String chat, String content) {
    ObjectNode reply = gateway.reply(id, chat, content);
    reply.put("chat_name", chat);
    return reply;
  }
}
