package io.kefu.agent.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kefu.agent.frame.PayloadSeal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ServerSocketFactory;
import org.java_websocket.WebSocket;

/**
 * A small gateway for tests that speaks the real protocol on one port: login and rotating refresh
 * over HTTP, protocol 2.0 over a WebSocket. Every frame it receives is held against the contract.
 */
public final class FakeGateway {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The secret it accepts. */
  public static final String SECRET = "right-secret";

  private final HttpServer http;
  private final FakeSockets sockets;
  private final FrontDoor front;
  private final Set<String> validTokens = ConcurrentHashMap.newKeySet();
  private final Set<String> refreshTokens = ConcurrentHashMap.newKeySet();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
  private final AtomicInteger numbers = new AtomicInteger();

  /** What it does for agents without a socket. */
  public final FakeRest rest;

  /** Its files. */
  public final FakeFiles files;

  /** Calls of the login. */
  public final AtomicInteger logins = new AtomicInteger();

  /** Calls of the refresh. */
  public final AtomicInteger refreshes = new AtomicInteger();

  /** Upgrades tried. */
  public final AtomicInteger upgrades = new AtomicInteger();

  /** Life of an access token in seconds. */
  public volatile int tokenSeconds = 900;

  /** Heartbeat interval it asks for, in seconds. */
  public volatile int heartbeatSeconds = 30;

  /** Limit for frames it announces. */
  public volatile int maxFrameBytes = 65536;

  /** How far its clock is ahead. */
  public volatile java.time.Duration ahead = java.time.Duration.ZERO;

  /** Whether it answers hello. */
  public volatile boolean welcomes = true;

  /** Whether it answers heartbeats. */
  public volatile boolean answersHeartbeats = true;

  /** HTTP status for the next upgrades; 200 lets them in. */
  public volatile int upgradeStatus = 200;

  /** What it does with a message; the default acknowledges. */
  public volatile Consumer<JsonNode> onMessage = this::ack;

  /** Key to seal payloads with; none for a gateway that does not. */
  public volatile Optional<byte[]> payloadKey = Optional.empty();

  /** Key whose name is told instead, as when two keys have one name. */
  public volatile Optional<byte[]> announcedKey = Optional.empty();

  private final List<String> wire = new CopyOnWriteArrayList<>();
  private volatile String lastSent;
  private volatile GatewaySeal seal;
  private volatile WebSocket current;

  private final String scheme;

  /** A gateway without TLS. */
  public FakeGateway() throws Exception {
    this("http", ServerSocketFactory.getDefault());
  }

  /** A gateway behind doors of this kind. */
  public FakeGateway(String scheme, ServerSocketFactory doors) throws Exception {
    this.scheme = scheme;
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "fake-http");
              thread.setDaemon(true);
              return thread;
            }));
    http.createContext("/api/v1/auth/login", this::login);
    http.createContext("/api/v1/auth/refresh", this::refresh);
    files = new FakeFiles(http, validTokens::contains);
    rest = new FakeRest(http);
    http.start();
    sockets = new FakeSockets(this::receive);
    sockets.open();
    front = new FrontDoor(http.getAddress().getPort(), sockets.getPort(), this::admit, doors);
  }

  /** Where an agent finds it. */
  public URI url() {
    return URI.create(scheme + "://127.0.0.1:" + front.port());
  }

  /** Payloads of the frames of a type received so far. */
  public List<JsonNode> received(String type) {
    return frames.stream()
        .filter(frame -> frame.get("type").asText().equals(type))
        .map(frame -> frame.get("payload"))
        .toList();
  }

  /** Ids of the messages received so far, in order, with repetitions. */
  public List<String> messageIds() {
    return received("message").stream().map(m -> m.get("message_id").asText()).toList();
  }

  /** Receipts for a reply received so far. */
  public List<String> receipts(String replyId) {
    return received("ack").stream()
        .filter(ack -> ack.path("reply_id").asText().equals(replyId))
        .map(ack -> ack.get("status").asText())
        .toList();
  }

  /** The error of the newest receipt for a reply. */
  public String receiptError(String replyId) {
    List<JsonNode> acks =
        received("ack").stream().filter(a -> a.path("reply_id").asText().equals(replyId)).toList();
    return acks.isEmpty() ? "" : acks.get(acks.size() - 1).path("error").asText();
  }

  /** Frames that broke the contract. */
  public List<String> violations() {
    return violations;
  }

  /** Whether an agent is connected and was welcomed. */
  public boolean connected() {
    WebSocket socket = current;
    return socket != null && socket.isOpen();
  }

  /** Acknowledges a message. */
  public void ack(JsonNode message) {
    send("ack", Map.of("message_id", message.get("message_id").asText(), "timestamp", now()));
  }

  /** Sends an error frame. */
  public void refuse(Optional<String> messageId, String code) {
    ObjectNode payload = JSON.createObjectNode().put("code", code).put("message", "do better");
    messageId.ifPresent(id -> payload.put("message_id", id));
    send("error", payload);
  }

  /** A reply part with defaults, to be changed and sent with {@link #send}. */
  public ObjectNode reply(String replyId, String chatId, String content) {
    return JSON.createObjectNode()
        .put("reply_id", replyId)
        .put("chat_id", chatId)
        .put("chat_name", chatId)
        .put("action", "reply")
        .put("content", content)
        .put("part", 1)
        .put("parts", 1)
        .put("confidence", 0.9)
        .put("timestamp", now());
  }

  /** Sends a frame to the connected agent, sealed where that was agreed. */
  public void send(String type, Object payload) {
    lastSent = seal == null ? plain(type, payload) : sealed(type, payload);
    sendRaw(lastSent);
  }

  /** Sends a frame that is not sealed. */
  public void sendPlain(String type, Object payload) {
    sendRaw(plain(type, payload));
  }

  /** The text of a sealed frame. */
  public String sealed(String type, Object payload) {
    plain(type, payload);
    return plain(type, seal.seal(type, JSON.valueToTree(payload)));
  }

  /** The frame that was sent last, as it went over the wire. */
  public String lastSent() {
    return lastSent;
  }

  /** Every text that came over the wire, as it came. */
  public List<String> wire() {
    return wire;
  }

  private String plain(String type, Object payload) {
    ObjectNode frame = JSON.createObjectNode().put("type", type);
    frame.set("payload", JSON.valueToTree(payload));
    frame.putObject("metadata").put("agent_id", "agent_001").put("version", "2.0");
    violations.addAll(FrameSchema.violations(frame.toString()));
    return frame.toString();
  }

  /** Sends any text to the connected agent. */
  public void sendRaw(String text) {
    WebSocket socket = current;
    if (socket != null && socket.isOpen()) {
      socket.send(text);
    }
  }

  /** Closes the agent's socket. */
  public void closeSocket(int code, String reason) {
    current.close(code, reason);
  }

  /** Access tokens are no longer accepted. */
  public void forgetTokens() {
    validTokens.clear();
  }

  /** Refresh tokens are no longer accepted. */
  public void forgetRefreshTokens() {
    refreshTokens.clear();
  }

  /** Network failure: every connection breaks, new ones are refused. */
  public void goAway() throws IOException {
    front.goAway();
  }

  /** The network is back. */
  public void comeBack() throws IOException {
    front.comeBack();
  }

  /** Connections stay open but nothing passes. */
  public void stall(boolean stalled) {
    front.stalled = stalled;
  }

  /** The server's time, as frames carry it. */
  public String now() {
    return Instant.now().plus(ahead).truncatedTo(java.time.temporal.ChronoUnit.MILLIS).toString();
  }

  /** Stops it. */
  public void close() throws Exception {
    front.close();
    http.stop(0);
    sockets.shut();
  }

  private int admit(String head) {
    upgrades.incrementAndGet();
    if (upgradeStatus != 200) {
      return upgradeStatus;
    }
    String bearer = "Authorization: Bearer ";
    int at = head.indexOf(bearer);
    if (at < 0) {
      return 401;
    }
    String token = head.substring(at + bearer.length(), head.indexOf('\r', at));
    return validTokens.contains(token) ? 200 : 401;
  }

  private void login(HttpExchange exchange) throws IOException {
    logins.incrementAndGet();
    JsonNode body = JSON.readTree(exchange.getRequestBody());
    boolean right = SECRET.equals(body.path("secret_key").asText());
    answer(exchange, right);
  }

  private void refresh(HttpExchange exchange) throws IOException {
    refreshes.incrementAndGet();
    JsonNode body = JSON.readTree(exchange.getRequestBody());
    answer(exchange, refreshTokens.remove(body.path("refresh_token").asText()));
  }

  private void answer(HttpExchange exchange, boolean granted) throws IOException {
    String body;
    if (granted) {
      String access = "access-" + numbers.incrementAndGet();
      String refresh = "refresh-" + numbers.incrementAndGet();
      validTokens.add(access);
      refreshTokens.add(refresh);
      body =
          "{\"access_token\":\"%s\",\"refresh_token\":\"%s\",\"expires_in\":%d,\"permissions\":[]}"
              .formatted(access, refresh, tokenSeconds);
    } else {
      body = "{\"title\":\"Unauthorized\",\"status\":401,\"detail\":\"wrong credentials\"}";
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(granted ? 200 : 401, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void receive(WebSocket socket, String text) {
    wire.add(text);
    violations.addAll(FrameSchema.violations(text));
    JsonNode frame;
    try {
      frame = JSON.readTree(text);
    } catch (IOException e) {
      violations.add("not JSON: " + text);
      return;
    }
    JsonNode payload = frame.get("payload");
    if (payload.has("enc")) {
      try {
        payload = seal.open(frame.get("type").asText(), payload);
        ((ObjectNode) frame).set("payload", payload);
        violations.addAll(FrameSchema.violations(frame.toString()));
      } catch (IOException | IllegalStateException e) {
        socket.close(1002, "seal broken");
        return;
      }
    }
    frames.add(frame);
    switch (frame.get("type").asText()) {
      case "hello" -> {
        if (welcomes) {
          welcome(socket, payload);
        }
      }
      case "heartbeat" -> {
        if (answersHeartbeats) {
          send("heartbeat", Map.of("server_time", now()));
        }
      }
      case "message" -> onMessage.accept(payload);
      default -> List.copyOf(new ArrayList<>());
    }
  }

  private void welcome(WebSocket socket, JsonNode hello) {
    ObjectNode welcome =
        JSON.createObjectNode()
            .put("session_id", "s-" + numbers.incrementAndGet())
            .put("server_time", now())
            .put("heartbeat_seconds", heartbeatSeconds)
            .put("max_frame_bytes", maxFrameBytes)
            .put("rules_version", 0);
    if (socket == current) {
      send("welcome", welcome);
      return;
    }
    GatewaySeal agreed = null;
    if (payloadKey.isPresent() && hello.has("sealing")) {
      byte[] salt = "salt-of-gateway!".getBytes(StandardCharsets.UTF_8);
      welcome
          .putObject("sealing")
          .put("enc", "A256GCM")
          .put("key_id", PayloadSeal.keyId(announcedKey.orElse(payloadKey.get())))
          .put("salt", GatewaySeal.base64(salt));
      agreed =
          new GatewaySeal(
              payloadKey.get(),
              Base64.getUrlDecoder().decode(hello.get("sealing").get("salt").asText()),
              salt);
    }
    socket.send(plain("welcome", welcome));
    seal = agreed;
    current = socket;
  }
}
