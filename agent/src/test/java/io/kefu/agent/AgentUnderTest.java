package io.kefu.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.agent.gateway.FakeGateway;
import io.kefu.agent.link.LinkLimits;
import io.kefu.agent.link.SealingTerms;
import io.kefu.agent.queue.QueueLimits;
import io.kefu.agent.reply.DeskLimits;
import io.kefu.agent.wechat.simulated.SimulatedWeChat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A whole agent in this JVM with its simulated WeChat, played over the socket. */
final class AgentUnderTest implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Short times, so that tests do not wait; the same code. */
  static final Agent.AgentLimits QUICK =
      new Agent.AgentLimits(
          QueueLimits.DEFAULT,
          new DeskLimits(
              1_000, Duration.ofMillis(400), Duration.ofMinutes(30), Duration.ofMillis(100)),
          new LinkLimits(
              64,
              Duration.ofSeconds(2),
              Duration.ofSeconds(2),
              Duration.ofMillis(50),
              Duration.ofMillis(400),
              Duration.ofMillis(100),
              Duration.ofMillis(500),
              Duration.ofSeconds(3),
              3,
              Duration.ofMillis(100)),
          Duration.ofMillis(300),
          Duration.ofSeconds(60));

  private final Agent agent;
  private final Socket socket;
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();

  AgentUnderTest(FakeGateway gateway, Path home) throws IOException {
    this(gateway.url(), FakeGateway.SECRET, home, QUICK);
  }

  AgentUnderTest(URI gateway, String secret, Path home, Agent.AgentLimits limits)
      throws IOException {
    this(gateway, secret, home, limits, Optional.empty(), Optional.empty(), List.of());
  }

  AgentUnderTest(
      URI gateway,
      String secret,
      Path home,
      Agent.AgentLimits limits,
      Optional<String> proxy,
      Optional<Path> authorities,
      List<String> pins)
      throws IOException {
    this(gateway, secret, home, limits, proxy, authorities, pins, Optional.empty());
  }

  AgentUnderTest(
      URI gateway,
      String secret,
      Path home,
      Agent.AgentLimits limits,
      Optional<String> proxy,
      Optional<Path> authorities,
      List<String> pins,
      Optional<SealingTerms> sealing)
      throws IOException {
    SimulatedWeChat weChat = new SimulatedWeChat(0, Optional.empty(), Clock.systemUTC());
    AgentConfig config =
        new AgentConfig(
            gateway,
            "agent_001",
            secret,
            home,
            proxy,
            authorities,
            pins,
            sealing,
            AgentConfig.DriverKind.SIMULATED,
            0,
            Optional.empty(),
            List.of(),
            io.kefu.agent.wechat.window.Habits.DEFAULT,
            false);
    agent = new Agent(config, limits, weChat, Clock.systemUTC());
    agent.start();
    socket = new Socket(InetAddress.getLoopbackAddress(), weChat.port());
    Thread reader = new Thread(this::read, "events");
    reader.setDaemon(true);
    reader.start();
    // The visitor must be known before anything happens: a line it answers proves that.
    line("{\"type\":\"nothing\"}");
    org.awaitility.Awaitility.await().until(() -> !events("error").isEmpty());
    events.clear();
  }

  void say(String chat, String messageId, String content) {
    line(
        JSON.createObjectNode()
            .put("type", "say")
            .put("chat_id", chat)
            .put("chat_name", chat)
            .put("content", content)
            .put("message_id", messageId)
            .toString());
  }

  void line(String line) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  List<JsonNode> events(String type) {
    return events.stream().filter(event -> event.get("type").asText().equals(type)).toList();
  }

  List<String> ids(String type) {
    return events(type).stream().map(event -> event.get("message_id").asText()).toList();
  }

  List<String> sentTexts() {
    return events("sent").stream().map(event -> event.get("content").asText()).toList();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    agent.close();
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        events.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      // The test closed it.
      Thread.yield();
    }
  }
}
