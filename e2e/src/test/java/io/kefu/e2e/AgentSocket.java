package io.kefu.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A bare agent: protocol 2.0 by hand, so that the tests see every frame and can send bad ones. */
final class AgentSocket implements AutoCloseable {

  /** A frame and when it came. */
  record Received(JsonNode frame, long nanoTime) {
    String type() {
      return frame.path("type").asText();
    }

    JsonNode payload() {
      return frame.path("payload");
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Collection<Received> received = new ConcurrentLinkedQueue<>();
  private volatile Consumer<Received> watcher;
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final Object sending = new Object();
  private final ExecutorService receipts = Executors.newSingleThreadExecutor();
  private volatile boolean sendsReceipts;
  private final String agentId;
  private WebSocket socket;

  private AgentSocket(String agentId) {
    this.agentId = agentId;
  }

  /**
   * Upgrades, without saying hello.
   *
   * @throws java.net.http.WebSocketHandshakeException wrapped in a CompletionException, when the
   *     upgrade is refused
   */
  static AgentSocket open(HttpClient http, URI gateway, String agentId, String accessToken) {
    AgentSocket agent = new AgentSocket(agentId);
    WebSocket.Builder builder = http.newWebSocketBuilder();
    if (accessToken != null) {
      builder.header("Authorization", "Bearer " + accessToken);
    }
    URI address = URI.create(gateway.toString().replaceFirst("^http", "ws") + "/ws/" + agentId);
    agent.socket = builder.buildAsync(address, agent.new Listener()).join();
    return agent;
  }

  /** Upgrades, says hello and waits for the welcome. */
  static AgentSocket connect(HttpClient http, URI gateway, String agentId, String accessToken) {
    AgentSocket agent = open(http, gateway, agentId, accessToken);
    ObjectNode hello =
        JSON.createObjectNode()
            .put("client_version", "e2e")
            .put("wechat_status", "SIMULATED")
            .put("rules_version", 0);
    agent.send("hello", hello);
    E2e.await("welcome").until(() -> agent.all("welcome").size() == 1);
    return agent;
  }

  void send(String type, JsonNode payload) {
    ObjectNode frame = JSON.createObjectNode().put("type", type);
    frame.set("payload", payload);
    frame.set("metadata", JSON.createObjectNode().put("agent_id", agentId).put("version", "2.0"));
    sendText(frame.toString());
  }

  void sendText(String text) {
    synchronized (sending) {
      socket.sendText(text, true).join();
    }
  }

  void sendMessage(String messageId, String chatId, String content) {
    sendMessage(messageId, chatId, "private", content);
  }

  /** The same in a chat of a kind; in a group nobody is mentioned. */
  void sendMessage(String messageId, String chatId, String chatType, String content) {
    send(
        "message",
        JSON.createObjectNode()
            .put("message_id", messageId)
            .put("chat_id", chatId)
            .put("chat_type", chatType)
            .put("chat_name", chatId)
            .put("sender_id", chatId)
            .put("sender_name", chatId)
            .put("content_type", "text")
            .put("content", content)
            .put("timestamp", Instant.now().toString())
            .put("mentioned", false)
            .put("own", false));
  }

  void acknowledgeReply(String replyId) {
    send(
        "ack",
        JSON.createObjectNode()
            .put("reply_id", replyId)
            .put("status", "SENT")
            .put("timestamp", Instant.now().toString()));
  }

  /** From now on each reply is acknowledged as sent when it comes, as a real agent soon does. */
  void sendReceipts() {
    sendsReceipts = true;
  }

  /**
   * From now on each frame is told and forgotten, for runs with more frames than should be kept.
   *
   * @param frames called by the socket's thread; must not wait
   */
  void watch(Consumer<Received> frames) {
    watcher = frames;
  }

  List<Received> all(String type) {
    return received.stream().filter(frame -> frame.type().equals(type)).toList();
  }

  List<Received> acksOf(String messageId) {
    return all("ack").stream()
        .filter(frame -> frame.payload().path("message_id").asText().equals(messageId))
        .toList();
  }

  List<Received> repliesTo(String messageId) {
    return all("reply").stream()
        .filter(frame -> frame.payload().path("message_id").asText().equals(messageId))
        .toList();
  }

  /** The code the server closed the socket with. */
  int closeCode() {
    try {
      return closed.get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the server did not close the socket", e);
    }
  }

  boolean isOpen() {
    return !closed.isDone();
  }

  @Override
  public void close() {
    receipts.shutdownNow();
    try {
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    } catch (CompletionException alreadyClosed) {
      socket.abort();
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          Received frame = new Received(JSON.readTree(text.toString()), System.nanoTime());
          if (watcher == null) {
            received.add(frame);
          } else {
            watcher.accept(frame);
          }
          if (sendsReceipts && frame.type().equals("reply")) {
            // Not on this thread: sending waits, and the next frame would wait with it.
            receipts.execute(() -> acknowledgeReply(frame.payload().path("reply_id").asText()));
          }
        } catch (JsonProcessingException e) {
          closed.completeExceptionally(e);
        }
        text.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
      closed.complete(statusCode);
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      closed.completeExceptionally(error);
    }
  }
}
