package io.kefu.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.agent.gateway.FakeGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message's file goes up before it, by reference, and never keeps the message back for good. */
class AttachmentTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SIZE = 300_000;

  @TempDir Path folder;
  private Path home;
  private Path file;
  private byte[] content;
  private FakeGateway gateway;

  @BeforeEach
  void open() throws Exception {
    home = folder.resolve("home");
    content = new byte[SIZE];
    new Random(7).nextBytes(content);
    file = folder.resolve("报价.pdf");
    Files.write(file, content);
    gateway = new FakeGateway();
  }

  @AfterEach
  void everyFrameKeptTheContract() throws Exception {
    gateway.close();
    assertThat(gateway.violations()).isEmpty();
  }

  @Test
  void fileIsUploadedAndNamedByItsMessage() throws Exception {
    try (AgentUnderTest agent = new AgentUnderTest(gateway, home)) {
      agent.line(say("m-1"));
      agent.say("b", "m-2", "another chat waits for nothing");

      await().untilAsserted(() -> assertThat(agent.ids("acked")).contains("m-1", "m-2"));

      JsonNode attachment = message("m-1").get("attachment");
      assertThat(attachment.get("object_id").asText()).isEqualTo("f-1");
      assertThat(attachment.get("name").asText()).isEqualTo("报价.pdf");
      assertThat(attachment.get("size").asInt()).isEqualTo(SIZE);
      assertThat(attachment.get("sha256").asText())
          .isEqualTo(
              HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
      assertThat(gateway.files.uploads).hasSize(1);
      assertThat(gateway.files.uploads.getFirst()).isEqualTo(content);
      assertThat(message("m-1").has("file")).isFalse();
      assertThat(home.resolve("attachments")).isEmptyDirectory();
    }
  }

  @Test
  void refusedFileIsLeftOutAndTheMessageGoes() throws Exception {
    gateway.files.uploadStatus = 415;
    try (AgentUnderTest agent = new AgentUnderTest(gateway, home)) {
      agent.line(say("m-1"));

      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));

      assertThat(message("m-1").has("attachment")).isFalse();
      assertThat(message("m-1").get("content").asText()).isEqualTo("[文件] 报价.pdf");
      assertThat(home.resolve("attachments")).isEmptyDirectory();
    }
  }

  @Test
  void messageWaitsForItsFileOnlySoLong() throws Exception {
    gateway.files.uploadStatus = 503;
    Agent.AgentLimits impatient =
        new Agent.AgentLimits(
            AgentUnderTest.QUICK.queue(),
            AgentUnderTest.QUICK.desk(),
            AgentUnderTest.QUICK.link(),
            AgentUnderTest.QUICK.localGrace(),
            Duration.ofMillis(300));
    try (AgentUnderTest agent =
        new AgentUnderTest(gateway.url(), FakeGateway.SECRET, home, impatient)) {
      agent.line(say("m-1"));

      await().untilAsserted(() -> assertThat(agent.ids("acked")).containsExactly("m-1"));

      assertThat(message("m-1").has("attachment")).isFalse();
    }
  }

  @Test
  void fileOutlivesTheProgramSealed() throws Exception {
    gateway.goAway();
    try (AgentUnderTest agent = new AgentUnderTest(gateway, home)) {
      agent.line(say("m-1"));
      await().untilAsserted(() -> assertThat(agent.ids("said")).containsExactly("m-1"));
    }
    byte[] kept = Files.readAllBytes(Files.list(home.resolve("attachments")).findFirst().get());
    assertThat(new String(kept, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain(new String(content, 0, 32, java.nio.charset.StandardCharsets.ISO_8859_1));
    gateway.comeBack();

    // The second agent may have delivered before anybody listens to its events.
    try (AgentUnderTest agent = new AgentUnderTest(gateway, home)) {
      await().untilAsserted(() -> assertThat(gateway.messageIds()).contains("m-1"));
      assertThat(agent.events("error")).isEmpty();
    }

    assertThat(message("m-1").get("attachment").get("size").asInt()).isEqualTo(SIZE);
    assertThat(gateway.files.uploads.getFirst()).isEqualTo(content);
  }

  @Test
  void damagedFileIsLeftOut() throws Exception {
    gateway.goAway();
    try (AgentUnderTest agent = new AgentUnderTest(gateway, home)) {
      agent.line(say("m-1"));
      await().untilAsserted(() -> assertThat(agent.ids("said")).containsExactly("m-1"));
    }
    Path kept = Files.list(home.resolve("attachments")).findFirst().get();
    byte[] bytes = Files.readAllBytes(kept);
    bytes[100] ^= 1;
    Files.write(kept, bytes);
    gateway.comeBack();
    Agent.AgentLimits impatient =
        new Agent.AgentLimits(
            AgentUnderTest.QUICK.queue(),
            AgentUnderTest.QUICK.desk(),
            AgentUnderTest.QUICK.link(),
            AgentUnderTest.QUICK.localGrace(),
            Duration.ofMillis(300));

    try (AgentUnderTest agent =
        new AgentUnderTest(gateway.url(), FakeGateway.SECRET, home, impatient)) {
      await().untilAsserted(() -> assertThat(gateway.messageIds()).contains("m-1"));
      agent.say("a", "m-2", "next");
      await().untilAsserted(() -> assertThat(agent.ids("acked")).contains("m-2"));
    }

    assertThat(message("m-1").has("attachment")).isFalse();
    assertThat(gateway.files.uploads).isEmpty();
  }

  private String say(String messageId) {
    ObjectNode line =
        JSON.createObjectNode()
            .put("type", "say")
            .put("chat_id", "a")
            .put("content", "[文件] 报价.pdf")
            .put("content_type", "file")
            .put("message_id", messageId);
    line.putObject("attachment").put("path", file.toString()).put("type", "application/pdf");
    return line.toString();
  }

  private JsonNode message(String messageId) {
    return gateway.received("message").stream()
        .filter(message -> message.get("message_id").asText().equals(messageId))
        .findFirst()
        .orElseThrow();
  }
}
