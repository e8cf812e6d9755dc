package io.kefu.deploy.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Kubernetes API over a {@link Cluster}, as far as Helm's commands need it: discovery, objects
 * by name, lists with selectors, patches, and watches that show what is there and then stay silent.
 */
public final class ApiServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads JSON, too: server-side apply sends YAML. */
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private static final Pattern ADDRESS =
      Pattern.compile(
          "/(?:api|apis/(?<group>[^/]+))/(?<version>v[^/]+)(?:/namespaces/[^/]+)?"
              + "/(?<plural>[^/]+)(?:/(?<name>[^/]+))?");

  private final Cluster cluster;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Listens on a free port of the loopback address. */
  public ApiServer(Cluster cluster) throws IOException {
    this.cluster = cluster;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Where a client finds it, as a file that KUBECONFIG names. */
  public String kubeconfig() {
    return """
    apiVersion: v1
    kind: Config
    clusters: [{name: stub, cluster: {server: "http://127.0.0.1:%d"}}]
    contexts: [{name: stub, context: {cluster: stub, user: nobody, namespace: kefu}}]
    users: [{name: nobody, user: {}}]
    current-context: stub
    """
        .formatted(server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Optional<JsonNode> discovered = Kind.discovery(path);
      if (discovered.isPresent()) {
        send(exchange, 200, discovered.get());
        return;
      }
      Matcher address = ADDRESS.matcher(path);
      Optional<Kind> kind =
          address.matches()
              ? Kind.at(
                  Optional.ofNullable(address.group("group")).orElse(""),
                  address.group("version"),
                  address.group("plural"))
              : Optional.empty();
      if (kind.isEmpty()) {
        send(exchange, 404, status(404, "NotFound", path));
      } else {
        answer(exchange, kind.get(), address.group("name"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange, Kind kind, String name)
      throws IOException, InterruptedException {
    switch (exchange.getRequestMethod()) {
      case "GET" -> {
        if (name != null) {
          found(exchange, kind, name, cluster.get(kind.plural(), name));
        } else {
          list(exchange, kind);
        }
      }
      case "POST" -> {
        Optional<JsonNode> created = cluster.create(kind, body(exchange));
        send(
            exchange,
            created.isPresent() ? 201 : 409,
            created.orElse(status(409, "AlreadyExists", kind.plural())));
      }
      case "PUT" -> found(exchange, kind, name, cluster.replace(kind, name, body(exchange)));
      case "PATCH" -> {
        boolean apply =
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                .orElse("")
                .startsWith("application/apply-patch");
        ObjectNode patch = body(exchange);
        Optional<JsonNode> patched = cluster.patch(kind, name, patch);
        found(
            exchange,
            kind,
            name,
            patched.isEmpty() && apply ? cluster.create(kind, patch) : patched);
      }
      case "DELETE" -> found(exchange, kind, name, cluster.delete(kind, name));
      default -> send(exchange, 405, status(405, "MethodNotAllowed", kind.plural()));
    }
  }

  private void list(HttpExchange exchange, Kind kind) throws IOException, InterruptedException {
    Map<String, String> query = query(exchange);
    ObjectNode list = cluster.list(kind, selected(query));
    if (!"true".equals(query.get("watch"))) {
      send(exchange, 200, list);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    for (JsonNode item : list.path("items")) {
      event(out, "ADDED", item);
    }
    if ("true".equals(query.get("sendInitialEvents"))) {
      ObjectNode mark =
          JSON.createObjectNode().put("kind", kind.name()).put("apiVersion", kind.apiVersion());
      mark.putObject("metadata")
          .put("resourceVersion", list.path("metadata").path("resourceVersion").asText())
          .putObject("annotations")
          .put("k8s.io/initial-events-end", "true");
      event(out, "BOOKMARK", mark);
    }
    // Nothing more will happen: what ends has ended.
    closed.await();
  }

  private static void event(OutputStream out, String type, JsonNode object) throws IOException {
    ObjectNode event = JSON.createObjectNode().put("type", type);
    event.set("object", object);
    out.write((JSON.writeValueAsString(event) + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static Predicate<JsonNode> selected(Map<String, String> query) {
    Map<String, String> labels = pairs(query.getOrDefault("labelSelector", ""), ",");
    Map<String, String> fields = pairs(query.getOrDefault("fieldSelector", ""), ",");
    return object ->
        labels.entrySet().stream()
                .allMatch(
                    label ->
                        object
                            .path("metadata")
                            .path("labels")
                            .path(label.getKey())
                            .asText()
                            .equals(label.getValue()))
            && (!fields.containsKey("metadata.name")
                || object
                    .path("metadata")
                    .path("name")
                    .asText()
                    .equals(fields.get("metadata.name")));
  }

  private static Map<String, String> query(HttpExchange exchange) {
    return pairs(Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""), "&");
  }

  private static Map<String, String> pairs(String text, String separator) {
    Map<String, String> pairs = new HashMap<>();
    Arrays.stream(text.split(separator))
        .map(pair -> pair.split("==?", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> pairs.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    return pairs;
  }

  private static ObjectNode body(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    return ProtobufSecret.is(body) ? ProtobufSecret.read(body) : (ObjectNode) YAML.readTree(body);
  }

  private static void found(
      HttpExchange exchange, Kind kind, String name, Optional<JsonNode> object) throws IOException {
    send(
        exchange,
        object.isPresent() ? 200 : 404,
        object.orElse(status(404, "NotFound", kind.plural() + " \"" + name + "\"")));
  }

  private static ObjectNode status(int code, String reason, String what) {
    ObjectNode status =
        JSON.createObjectNode()
            .put("kind", "Status")
            .put("apiVersion", "v1")
            .put("status", "Failure")
            .put("reason", reason)
            .put("message", what + ": " + reason)
            .put("code", code);
    status.putObject("metadata");
    return status;
  }

  private static void send(HttpExchange exchange, int code, JsonNode answer) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
