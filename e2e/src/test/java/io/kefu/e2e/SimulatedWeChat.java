package io.kefu.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The customer's side: what they type into WeChat and what WeChat shows them. */
final class SimulatedWeChat implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long RECONNECT_NANOS = 100_000_000;

  private final List<JsonNode> shown = new CopyOnWriteArrayList<>();
  private final int port;
  private final Consumer<JsonNode> watcher;
  private volatile boolean closed;
  private volatile Socket socket;

  /** Connects, and connects again whenever the agent has been away. */
  SimulatedWeChat(int port) {
    this(port, line -> {});
  }

  /**
   * The same, telling each line when it comes.
   *
   * @param watcher called by one thread
   */
  SimulatedWeChat(int port, Consumer<JsonNode> watcher) {
    this.port = port;
    this.watcher = watcher;
    Thread.ofVirtual().start(this::listen);
    E2e.await("simulated WeChat").until(() -> socket != null);
  }

  /** Types a text as a customer; the id makes it findable. Is lost when the agent is away. */
  void say(String messageId, String chatId, String content) {
    ObjectNode line =
        JSON.createObjectNode()
            .put("type", "say")
            .put("message_id", messageId)
            .put("chat_id", chatId)
            .put("chat_name", chatId)
            .put("chat_type", "private")
            .put("sender_id", chatId)
            .put("sender_name", chatId)
            .put("content", content);
    write(line);
  }

  /** The agent dies in the next send: the customer sees the text, the agent notes nothing more. */
  void dieInTheNextSend() {
    write(JSON.createObjectNode().put("type", "fault").put("kind", "crash"));
  }

  private void write(ObjectNode line) {
    Socket current = socket;
    if (current == null) {
      return;
    }
    try {
      synchronized (this) {
        current.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException away) {
      // The agent is being killed; whoever needs the message kept says it again.
    }
  }

  /** What the customer sees of us in a chat, in order. */
  List<JsonNode> repliesIn(String chatId) {
    return shown.stream()
        .filter(
            line ->
                line.path("type").asText().equals("sent")
                    && line.path("chat_id").asText().equals(chatId))
        .toList();
  }

  private void listen() {
    while (!closed) {
      try (Socket fresh = new Socket(InetAddress.getLoopbackAddress(), port);
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(fresh.getInputStream(), StandardCharsets.UTF_8))) {
        socket = fresh;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          JsonNode event = JSON.readTree(line);
          watcher.accept(event);
          shown.add(event);
        }
      } catch (IOException away) {
        LockSupport.parkNanos(RECONNECT_NANOS);
      } finally {
        socket = null;
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    Socket current = socket;
    if (current != null) {
      current.close();
    }
  }
}
