package io.kefu.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model provider on the loopback address: OpenAI's chat wire format, whole or streamed, after a
 * fixed time of thought. It answers a question with the first entry of the material and cites it,
 * so that the guards have nothing to object to; asked to rewrite, it repeats the question. Can be
 * told to be out of order.
 */
final class SimulatedLlm implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_CHARACTERS = 180;
  private static final int PIECE = 20;

  /** Seals tenants' keys: the same for every start of the service. */
  private static final byte[] SECRET = new SecureRandom().generateSeed(32);

  private static final Pattern FIRST_ENTRY =
      Pattern.compile("<资料>\\s*\\[1\\][^\\n]*\\n(.*?)(?:\\n\\n\\[2\\]|\\s*</资料>)", Pattern.DOTALL);
  private static final Pattern QUESTION = Pattern.compile("<问题>\\s*(.*?)\\s*</问题>", Pattern.DOTALL);

  private final HttpServer server;
  private final Duration thought;
  private final String model;
  private final String key;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile boolean outOfOrder;

  /** Listens on a free port. */
  SimulatedLlm(Duration thought) throws IOException {
    this(thought, "simulated", "none-needed");
  }

  /** The same with a name, for those alone who have its key. */
  SimulatedLlm(Duration thought, String model, String key) throws IOException {
    this.thought = thought;
    this.model = model;
    this.key = key;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/chat/completions", this::complete);
    server.start();
  }

  /** What ai-service needs to know, to ask this model and no other. */
  Map<String, String> environment() {
    return Map.of(
        "KEFU_AI_CHAIN_ORDER",
        "custom",
        "KEFU_AI_PROVIDERS_CUSTOM_BASE_URL",
        url(),
        "KEFU_AI_PROVIDERS_CUSTOM_MODEL",
        model,
        "KEFU_AI_PROVIDERS_CUSTOM_API_KEY",
        key,
        // Tenants may bring models and keys of their own, on this machine too.
        "KEFU_AI_TENANTS_ADDRESSES",
        "any",
        "KEFU_AI_KEYS_SECRET",
        Base64.getUrlEncoder().withoutPadding().encodeToString(SECRET));
  }

  /** Where it listens. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  /** How many requests it has answered. */
  int answered() {
    return asked.get();
  }

  /** From now on it refuses (503), or works again. */
  void outOfOrder(boolean refuse) {
    outOfOrder = refuse;
  }

  private void complete(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      if (!("Bearer " + key).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        send(exchange, 401, "{\"error\":{\"message\":\"no such key\",\"type\":\"auth\"}}");
        return;
      }
      LockSupport.parkNanos(thought.toNanos());
      if (outOfOrder) {
        send(exchange, 503, "{\"error\":{\"message\":\"out of order\",\"type\":\"server_error\"}}");
        return;
      }
      String text = text(request);
      if (request.path("stream").asBoolean()) {
        stream(exchange, text);
      } else {
        ObjectNode answer = envelope("chat.completion");
        ObjectNode choice = answer.putArray("choices").addObject();
        choice.put("index", 0).put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", text);
        answer.set("usage", usage(text));
        send(exchange, 200, answer.toString());
      }
      asked.incrementAndGet();
    }
  }

  private static String text(JsonNode request) {
    String system = request.path("messages").path(0).path("content").asText();
    String user = request.path("messages").path(1).path("content").asText();
    if (request.has("response_format")) {
      return "{}";
    }
    Matcher question = QUESTION.matcher(user);
    if (system.contains("改写") && question.find()) {
      return question.group(1);
    }
    Matcher entry = FIRST_ENTRY.matcher(user);
    if (!entry.find()) {
      return "NO_ANSWER";
    }
    String content = entry.group(1).strip();
    if (content.length() > MOST_CHARACTERS) {
      int end = content.lastIndexOf('。', MOST_CHARACTERS);
      content = content.substring(0, end > 0 ? end + 1 : MOST_CHARACTERS);
    }
    return content + "[1]";
  }

  private void stream(HttpExchange exchange, String text) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    for (int i = 0; i < text.length(); i += PIECE) {
      ObjectNode chunk = envelope("chat.completion.chunk");
      ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
      choice.putNull("finish_reason");
      choice
          .putObject("delta")
          .put("content", text.substring(i, Math.min(text.length(), i + PIECE)));
      write(out, chunk);
    }
    ObjectNode last = envelope("chat.completion.chunk");
    ObjectNode choice = last.putArray("choices").addObject().put("index", 0);
    choice.put("finish_reason", "stop").putObject("delta");
    last.set("usage", usage(text));
    write(out, last);
    out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
  }

  private static void write(OutputStream out, ObjectNode chunk) throws IOException {
    out.write(("data: " + chunk + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private ObjectNode envelope(String kind) {
    return JSON.createObjectNode()
        .put("id", "chatcmpl-" + System.nanoTime())
        .put("object", kind)
        .put("created", System.currentTimeMillis() / 1000)
        .put("model", model);
  }

  private static ObjectNode usage(String text) {
    return JSON.createObjectNode()
        .put("prompt_tokens", 400)
        .put("completion_tokens", text.length())
        .put("total_tokens", 400 + text.length());
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
