package io.kefu.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The little of the Kubernetes API that Helm's {@code lookup} asks for: which kinds there are, and
 * secrets by name. One a JVM, because Helm finds it by the environment variable KUBECONFIG.
 */
final class ClusterStub {

  private static final String KINDS =
      """
      {"kind":"APIResourceList","groupVersion":"v1","resources":[
        {"name":"secrets","singularName":"secret","namespaced":true,"kind":"Secret","verbs":["get"]}]}
      """;

  private static final String ABSENT =
      """
      {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404,
       "message":"secrets not found","details":{"kind":"secrets"}}
      """;

  private static final ClusterStub INSTANCE = new ClusterStub();

  private final Map<String, String> secrets = new ConcurrentHashMap<>();

  private ClusterStub() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.start();
      Files.writeString(
          Path.of(System.getenv("KUBECONFIG")),
          """
          apiVersion: v1
          kind: Config
          clusters: [{name: stub, cluster: {server: "http://127.0.0.1:%d"}}]
          contexts: [{name: stub, context: {cluster: stub, user: nobody}}]
          users: [{name: nobody, user: {}}]
          current-context: stub
          """
              .formatted(server.getAddress().getPort()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The stub, started when first asked for. */
  static ClusterStub running() {
    return INSTANCE;
  }

  /** Keeps a secret as the cluster would. */
  void keep(JsonNode secret) {
    secrets.put(secret.path("metadata").path("name").asText(), json(secret));
  }

  /** Forgets all secrets. */
  void clear() {
    secrets.clear();
  }

  private static String json(JsonNode node) {
    try {
      return new ObjectMapper().writeValueAsString(node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String known =
        path.equals("/api/v1") ? KINDS : secrets.get(path.substring(path.lastIndexOf('/') + 1));
    byte[] body = (known == null ? ABSENT : known).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(known == null ? 404 : 200, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
