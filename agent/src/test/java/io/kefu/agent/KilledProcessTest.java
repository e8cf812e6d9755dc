package io.kefu.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.agent.gateway.FakeGateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real program in a process of its own, killed without warning. */
class KilledProcessTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PORT = Pattern.compile("simulated.listening port=(\\d+)");

  @TempDir Path folder;
  private FakeGateway gateway;
  private Process process;
  private Path log;

  @BeforeEach
  void openGateway() throws Exception {
    gateway = new FakeGateway();
  }

  @AfterEach
  void stop() throws Exception {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
    gateway.close();
    assertThat(gateway.violations()).isEmpty();
  }

  @Test
  void killedAfterSaidTheMessageIsStillDelivered() throws Exception {
    URI url = gateway.url();
    gateway.goAway();
    int port = startProgram(url);
    List<String> said = sayUntilKilled(port, 40);
    gateway.comeBack();

    startProgram(url);

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(gateway.messageIds()).containsAll(said));
    assertThat(said).isNotEmpty();
    assertThat(gateway.messageIds()).doesNotHaveDuplicates();
    assertThat(gateway.messageIds()).isSortedAccordingTo(String::compareTo);
  }

  @Test
  void killedBetweenEnterAndReadBackIsUnknownAndNeverRepeated() throws Exception {
    int port = startProgram(gateway.url());
    await().atMost(Duration.ofSeconds(60)).until(gateway::connected);
    try (Socket visitor = new Socket(InetAddress.getLoopbackAddress(), port)) {
      write(visitor, "{\"type\":\"fault\",\"kind\":\"crash\"}");
      write(visitor, "{\"type\":\"say\",\"chat_id\":\"a\",\"content\":\"sync\"}");
      await().untilAsserted(() -> assertThat(gateway.messageIds()).hasSize(1));
      gateway.send("reply", gateway.reply("r-1", "a", "cut off"));
      assertThat(process.waitFor()).isEqualTo(137);
    }
    assertThat(gateway.receipts("r-1")).isEmpty();

    startProgram(gateway.url());

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(gateway.receipts("r-1")).contains("UNKNOWN"));
    int before = gateway.receipts("r-1").size();
    gateway.send("reply", gateway.reply("r-1", "a", "cut off"));
    await().untilAsserted(() -> assertThat(gateway.receipts("r-1")).hasSizeGreaterThan(before));
    assertThat(gateway.receipts("r-1")).containsOnly("UNKNOWN");
    JsonNode hello = gateway.received("hello").getLast();
    assertThat(hello.get("last_reply_id").asText()).isEqualTo("r-1");
  }

  @Test
  void twoProgramsDoNotShareAHome() throws Exception {
    startProgram(gateway.url());
    Process first = process;

    Process second = program(gateway.url(), folder.resolve("second.log")).start();

    assertThat(second.waitFor()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("second.log")))
        .contains("another agent runs with the home folder");
    assertThat(first.isAlive()).isTrue();
  }

  @Test
  void windowsOnlyClassesAreNeverLoadedElsewhere() throws Exception {
    Path classes = folder.resolve("classes.log");
    ProcessBuilder builder = program(gateway.url(), folder.resolve("fourth.log"));
    builder.environment().put("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes);

    process = builder.start();

    await().atMost(Duration.ofSeconds(60)).until(gateway::connected);
    assertThat(Files.readString(classes))
        .contains("io.kefu.agent.Main ")
        .doesNotContain("io.kefu.agent.windows.");
  }

  @Test
  void missingSettingIsNamedWithAdvice() throws Exception {
    ProcessBuilder builder = program(gateway.url(), folder.resolve("third.log"));
    builder.environment().remove("KEFU_AGENT_SECRET");

    Process third = builder.start();

    assertThat(third.waitFor()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("third.log")))
        .contains("secret is missing")
        .contains("KEFU_AGENT_SECRET")
        .doesNotContain("Exception");
  }

  private List<String> sayUntilKilled(int port, int count) throws IOException {
    List<String> said = new java.util.ArrayList<>();
    try (Socket visitor = new Socket(InetAddress.getLoopbackAddress(), port);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(visitor.getInputStream(), StandardCharsets.UTF_8))) {
      for (int i = 0; i < count; i++) {
        write(
            visitor,
            "{\"type\":\"say\",\"chat_id\":\"a\",\"content\":\"x\",\"message_id\":\"m-%03d\"}"
                .formatted(i));
      }
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonNode event = JSON.readTree(line);
        said.add(event.get("message_id").asText());
        if (said.size() == count / 2) {
          process.destroyForcibly();
        }
      }
    } catch (java.net.SocketException e) {
      // The killed program's side is gone.
      assertThat(said).isNotEmpty();
    }
    return said;
  }

  private int startProgram(URI url) throws IOException {
    log = Files.createTempFile(folder, "agent", ".log");
    process = program(url, log).start();
    await().atMost(Duration.ofSeconds(60)).until(() -> PORT.matcher(Files.readString(log)).find());
    Matcher matcher = PORT.matcher(Files.readString(log));
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private ProcessBuilder program(URI url, Path output) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx16m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "io.kefu.agent.Main",
            "--driver=simulated",
            "--simulated-port=0");
    builder.environment().put("KEFU_AGENT_GATEWAY_URL", url.toString());
    builder.environment().put("KEFU_AGENT_ID", "agent_001");
    builder.environment().put("KEFU_AGENT_SECRET", FakeGateway.SECRET);
    builder.environment().put("KEFU_AGENT_HOME", folder.resolve("home").toString());
    return builder.redirectErrorStream(true).redirectOutput(output.toFile());
  }

  private static void write(Socket visitor, String line) throws IOException {
    visitor.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
