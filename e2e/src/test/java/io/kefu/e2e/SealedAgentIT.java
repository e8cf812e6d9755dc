package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.local.gateway.GatewayClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real agent, told to seal, against the real gateway: messages, replies, receipts and commands
 * go all the way, and whoever reads along reads none of them.
 */
class SealedAgentIT {

  private static final int STOP_SECONDS = 30;

  @TempDir Path home;

  @Test
  void theRealAgentAndTheRealGatewaySealEverythingTheySay() throws Exception {
    String agentId = E2e.unique("sealed");
    String secret =
        made(Map.of("agent_id", agentId, "name", agentId), "/api/v1/agents", "secret_key");
    String key = made(Map.of(), "/api/v1/agents/" + agentId + "/payload-key", "payload_key");
    int port = freePort();
    try (WireTap tap = new WireTap(E2e.fleet().gatewayUrl().getPort())) {
      Process agent = start(tap.url(), agentId, secret, key, port);
      try (SimulatedWeChat weChat = new SimulatedWeChat(port)) {
        String chat = E2e.unique("wxid-sealed");

        weChat.say(E2e.unique("m"), chat, "你好");
        E2e.await("reply shown to the customer").until(() -> !weChat.repliesIn(chat).isEmpty());
        String answer = weChat.repliesIn(chat).getFirst().path("content").asText();
        JsonNode paused = carriedOut(agentId, "pause");

        assertThat(answer).isNotBlank();
        assertThat(paused.path("status").asText()).isEqualTo("DONE");
        List<String> plain =
            tap.frames().stream()
                .filter(frame -> !frame.contains("\"enc\":\"A256GCM\",\"nonce\""))
                .toList();
        assertThat(plain)
            .as("only what agrees on the seal is readable")
            .allMatch(
                frame ->
                    frame.contains("\"type\":\"hello\"") || frame.contains("\"type\":\"welcome\""));
        assertThat(tap.frames())
            .hasSizeGreaterThan(plain.size() + 4)
            .noneMatch(frame -> frame.contains(chat))
            .noneMatch(frame -> frame.contains("你好"))
            .noneMatch(frame -> frame.contains(answer));
        assertThat(tap.requests())
            .as("and nothing went another way")
            .allMatch(line -> line.contains("/api/v1/auth/") || line.contains("/ws/"));
      } finally {
        agent.destroy();
        assertThat(agent.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  private static JsonNode carriedOut(String agentId, String command) {
    GatewayClient gateway = E2e.fleet().gateway();
    String commands = "/api/v1/agents/" + agentId + "/commands";
    var issued = gateway.send("POST", commands, Map.of("name", command));
    assertThat(issued.statusCode()).as(issued.body()).isEqualTo(202);
    String address = commands + "/" + E2e.json(issued.body()).path("command_id").asText();
    E2e.await("command carried out")
        .until(
            () ->
                !E2e.json(gateway.send("GET", address, null).body())
                    .path("status")
                    .asText()
                    .equals("PENDING"));
    return E2e.json(gateway.send("GET", address, null).body());
  }

  private static String made(Map<String, String> body, String path, String field) {
    var answer = E2e.fleet().gateway().send("POST", path, body);
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    return E2e.json(answer.body()).path(field).asText();
  }

  private Process start(URI gateway, String agentId, String secret, String key, int port)
      throws IOException {
    ProcessBuilder agent =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx32m",
            "-XX:TieredStopAtLevel=1",
            "-Dfile.encoding=UTF-8",
            "-jar",
            E2e.root().resolve("agent/target/kefu-agent.jar").toAbsolutePath().toString(),
            "--driver=simulated",
            "--simulated-port=" + port);
    agent
        .environment()
        .putAll(
            Map.of(
                "KEFU_AGENT_GATEWAY_URL",
                gateway.toString(),
                "KEFU_AGENT_ID",
                agentId,
                "KEFU_AGENT_SECRET",
                secret,
                "KEFU_AGENT_HOME",
                home.resolve("agent").toString(),
                "KEFU_AGENT_PAYLOAD_KEY",
                key,
                "KEFU_AGENT_PAYLOAD_SEALING",
                "required"));
    return agent
        .redirectErrorStream(true)
        .redirectOutput(home.resolve("agent.log").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
