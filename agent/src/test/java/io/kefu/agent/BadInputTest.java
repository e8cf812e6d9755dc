package io.kefu.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.agent.gateway.FakeGateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the program itself says, and that it goes on with what it has. */
class BadInputTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PORT = Pattern.compile("simulated.listening port=(\\d+)");

  @TempDir Path folder;
  private FakeGateway gateway;
  private Process process;
  private Path log;
  private Path home;

  @BeforeEach
  void open() throws Exception {
    gateway = new FakeGateway();
    log = folder.resolve("agent.log");
    home = folder.resolve("home");
  }

  @AfterEach
  void stop() throws Exception {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
    gateway.close();
  }

  @Test
  void wrongSecretSaysWhatToDoAndTheAgentStaysAndKeeps() throws Exception {
    start("", Map.of("KEFU_AGENT_SECRET", "not-the-secret-4711"), "--driver=simulated");

    await().until(() -> said().contains("link.login_refused"));

    assertThat(line("link.login_refused")).contains("do=");
    assertThat(said()).doesNotContain("not-the-secret-4711").doesNotContain("Exception");
    assertThat(say("m-1")).isEqualTo("said");
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void damagedStoreKeyIsNamedAndNothingIsOverwritten() throws Exception {
    Files.createDirectories(home);
    Files.writeString(home.resolve("store.key"), "plain:AAAA\n");

    start("", Map.of(), "--driver=simulated");

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(said()).contains("store key").contains("Restore it from a backup");
    assertThat(said()).doesNotContain("Exception");
    assertThat(Files.readString(home.resolve("store.key"))).isEqualTo("plain:AAAA\n");
  }

  @Test
  void damagedQueueIsReportedAndTheRestIsDelivered() throws Exception {
    gateway.goAway();
    start("", Map.of(), "--driver=simulated");
    for (int i = 0; i < 3; i++) {
      assertThat(say("m-" + i)).isEqualTo("said");
    }
    process.destroyForcibly().waitFor();
    Path segment = files("queue").getFirst();
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length / 2] ^= 1;
    Files.write(segment, bytes);
    gateway.comeBack();
    log = folder.resolve("second.log");

    start("", Map.of(), "--driver=simulated");

    await().until(() -> gateway.messageIds().contains("m-0"));
    assertThat(line("queue.damaged")).contains("do=").contains("check the disk");
    assertThat(gateway.messageIds()).doesNotContain("m-1");
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "a limit of the shell stands for the full disk")
  void fullDiskKeepsTheMessageInWeChatAndSaysSo() throws Exception {
    gateway.goAway();
    start("ulimit -f 16; ", Map.of(), "--driver=simulated");
    String answer = "said";

    for (int i = 0; i < 60 && answer.equals("said"); i++) {
      answer = say("m-" + i + "-" + "x".repeat(60));
    }

    assertThat(answer).isEqualTo("disk_error");
    assertThat(process.isAlive()).isTrue();
    int kept = files("queue").size();
    assertThat(kept).isPositive();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "Windows has what it asks for")
  void windowDriverElsewhereSaysWhatItNeeds() throws Exception {
    start("", Map.of(), "--driver=wechat");

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(said()).contains("Windows").doesNotContain("Exception");
  }

  private void start(String before, Map<String, String> environment, String driver)
      throws IOException {
    String java =
        String.join(
            "' '",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx16m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "io.kefu.agent.Main",
            driver,
            "--simulated-port=0");
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", before + "exec '" + java + "'");
    builder.environment().put("KEFU_AGENT_GATEWAY_URL", gateway.url().toString());
    builder.environment().put("KEFU_AGENT_ID", "agent_001");
    builder.environment().put("KEFU_AGENT_SECRET", FakeGateway.SECRET);
    builder.environment().put("KEFU_AGENT_HOME", home.toString());
    builder.environment().putAll(environment);
    process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** What became of a message: said, or the code of the error. */
  private String say(String messageId) throws IOException {
    await().until(() -> PORT.matcher(said()).find());
    Matcher port = PORT.matcher(said());
    assertThat(port.find()).isTrue();
    try (Socket visitor =
            new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1)));
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(visitor.getInputStream(), StandardCharsets.UTF_8))) {
      visitor
          .getOutputStream()
          .write(
              "{\"type\":\"say\",\"chat_id\":\"a\",\"content\":\"%s\",\"message_id\":\"%s\"}\n"
                  .formatted("字".repeat(200), messageId)
                  .getBytes(StandardCharsets.UTF_8));
      var event = JSON.readTree(in.readLine());
      return event.has("code") ? event.get("code").asText() : event.get("type").asText();
    }
  }

  private String said() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private String line(String event) throws IOException {
    return said().lines().filter(line -> line.contains(event)).findFirst().orElse("");
  }

  private List<Path> files(String part) throws IOException {
    try (Stream<Path> found = Files.list(home.resolve(part))) {
      return found.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
