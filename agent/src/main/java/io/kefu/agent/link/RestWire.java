package io.kefu.agent.link;

import io.kefu.agent.frame.FrameWriter;
import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import io.kefu.agent.json.JsonObject;
import io.kefu.agent.log.Log;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The same protocol over REST, where no WebSocket comes through (docs/protocol.md): each frame is a
 * call, and what the server has to say is asked for by long polls. To the session it is a socket.
 * One thread sends in order, one asks.
 */
final class RestWire implements Wire {

  private static final Log LOG = Log.of(RestWire.class);
  private static final int POLL_SECONDS = 20;
  private static final int HEARTBEAT_SECONDS = 30;
  private static final int MAX_FRAME = 65_536;
  private static final int BROKEN = 1006;
  private static final int TOKEN = 4003;

  private final GatewayHttp http;
  private final String agentId;
  private final Clock clock;
  private final Duration life;
  private final Listener listener;
  private final ExecutorService sender;
  private final ExecutorService asker;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile String token;

  private RestWire(
      GatewayHttp http,
      String agentId,
      Clock clock,
      Duration life,
      String accessToken,
      Listener listener) {
    this.http = http;
    this.agentId = agentId;
    this.clock = clock;
    this.life = life;
    this.token = accessToken;
    this.listener = listener;
    this.sender = Executors.newSingleThreadExecutor(Link.daemon("kefu-rest-out"));
    this.asker = Executors.newSingleThreadExecutor(Link.daemon("kefu-rest-in"));
  }

  /**
   * Opens such wires.
   *
   * @param life after which one ends, so that a socket is tried again
   */
  static Wire.Connector connector(GatewayHttp http, String agentId, Clock clock, Duration life) {
    return (accessToken, listener) -> {
      RestWire wire = new RestWire(http, agentId, clock, life, accessToken, listener);
      wire.sender.execute(listener::opened);
      return wire;
    };
  }

  @Override
  public boolean send(String text) {
    if (over.get()) {
      return false;
    }
    try {
      sender.execute(() -> guarded(() -> carry(text)));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  @Override
  public void close(int code, String reason) {
    end(code, reason, OptionalInt.empty());
  }

  @Override
  public void abort() {
    end(BROKEN, "given up", OptionalInt.empty());
  }

  private interface Call {
    void run() throws IOException, BadJson;
  }

  private void guarded(Call call) {
    try {
      call.run();
    } catch (IOException | BadJson e) {
      end(BROKEN, "REST: " + Log.reason(e), OptionalInt.empty());
    }
  }

  private void carry(String text) throws IOException, BadJson {
    JsonObject frame = Json.read(text);
    JsonObject payload = frame.object("payload");
    switch (frame.text("type")) {
      case "hello" -> hello(payload);
      case "message" -> message(payload);
      case "ack" -> plain(post("/api/v1/agents/" + agentId + "/acks", payload.asMap()));
      case "heartbeat" -> heartbeat(payload);
      default -> LOG.debug("rest.frame_not_carried", "type", frame.text("type"));
    }
  }

  /** The first question announces the agent; a later hello only brings a new token. */
  private void hello(JsonObject payload) throws IOException, BadJson {
    Optional<String> renewed = payload.optionalText("access_token");
    if (renewed.isPresent()) {
      token = renewed.get();
      welcome();
      return;
    }
    String query =
        "&client_version="
            + payload.text("client_version").replaceAll("[^A-Za-z0-9._-]", "-")
            + "&rules_version="
            + payload.integer("rules_version", 0);
    GatewayHttp.Answer first = ask(0, 0, query);
    if (!plain(first)) {
      return;
    }
    welcome();
    long after = deliver(first, 0);
    Instant end = clock.instant().plus(life);
    asker.execute(() -> guarded(() -> listen(after, end, query)));
  }

  private void listen(long from, Instant end, String query) throws IOException, BadJson {
    long after = from;
    while (!over.get()) {
      if (clock.instant().isAfter(end)) {
        end(1001, "a socket is tried again", OptionalInt.empty());
        return;
      }
      GatewayHttp.Answer answer = ask(after, POLL_SECONDS, query);
      if (!plain(answer)) {
        return;
      }
      after = deliver(answer, after);
    }
  }

  private GatewayHttp.Answer ask(long after, int seconds, String query) throws IOException {
    return http.get(
        "/api/v1/agents/" + agentId + "/replies?after=" + after + "&wait=" + seconds + query,
        token,
        Duration.ofSeconds(seconds + POLL_SECONDS));
  }

  @SuppressWarnings("unchecked")
  private long deliver(GatewayHttp.Answer answer, long before) throws BadJson {
    long highest = before;
    for (Object one : Json.read(answer.body()).list("items")) {
      JsonObject item = new JsonObject((Map<String, Object>) one);
      highest = Math.max(highest, item.integer("number", 0));
      Optional<JsonObject> reply = item.optionalObject("reply");
      if (reply.isPresent()) {
        say("reply", reply.get().asMap());
      }
      Optional<JsonObject> command = item.optionalObject("command");
      if (command.isPresent()) {
        say("command", command.get().asMap());
      }
    }
    return highest;
  }

  private void message(JsonObject payload) throws IOException, BadJson {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("agent_id", agentId);
    body.put("message", payload.asMap());
    String id = payload.id("message_id");
    GatewayHttp.Answer answer =
        http.post(
            "/api/v1/messages", Json.write(body), Optional.of(token), Map.of("Prefer", "wait=0"));
    switch (answer.status()) {
      case 200, 202 -> say("ack", Map.of("message_id", id));
      case 400, 413, 422 -> refuse(id, "invalid_message", answer);
      case 429 -> refuse(id, "rate_limited", answer);
      case 503 -> refuse(id, "kafka_unavailable", answer);
      default -> plain(answer);
    }
  }

  private void heartbeat(JsonObject payload) throws IOException, BadJson {
    GatewayHttp.Answer answer = post("/api/v1/heartbeat", payload.asMap());
    if (plain(answer)) {
      say("heartbeat", Map.of("server_time", Json.read(answer.body()).text("server_time")));
    }
  }

  private void refuse(String messageId, String code, GatewayHttp.Answer answer) {
    say(
        "error",
        Map.of("code", code, "message", "HTTP " + answer.status(), "message_id", messageId));
  }

  private void welcome() {
    say(
        "welcome",
        Map.of(
            "session_id",
            "rest",
            "server_time",
            FrameWriter.time(clock.instant()),
            "heartbeat_seconds",
            HEARTBEAT_SECONDS,
            "max_frame_bytes",
            MAX_FRAME));
  }

  private GatewayHttp.Answer post(String path, Map<String, ?> body) throws IOException {
    return http.post(path, Json.write(body), Optional.of(token), Map.of());
  }

  /** Whether a call succeeded; one that did not ends the wire with the reason. */
  private boolean plain(GatewayHttp.Answer answer) {
    if (answer.status() < 300) {
      return true;
    }
    int code = answer.status() == 401 ? TOKEN : BROKEN;
    OptionalInt status =
        answer.status() == 429 || answer.status() == 503
            ? OptionalInt.of(answer.status())
            : OptionalInt.empty();
    end(code, "REST answers " + answer.status(), status);
    return false;
  }

  private void say(String type, Map<String, ?> payload) {
    if (!over.get()) {
      listener.text(Json.write(Map.of("type", type, "payload", payload)));
    }
  }

  private void end(int code, String reason, OptionalInt status) {
    if (over.compareAndSet(false, true)) {
      sender.shutdown();
      asker.shutdownNow();
      listener.closed(code, reason, status);
    }
  }
}
