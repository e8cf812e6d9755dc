package io.kefu.rag.milvus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of Milvus's RESTful API, version 2, as is used: requests that the documentation does not
 * allow are refused, rows are kept, compared and deleted by filters.
 */
final class FakeMilvus implements AutoCloseable {

  private static final Pattern CONDITION =
      Pattern.compile("(\\w+) (==|<|in) (\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^]]*]|-?\\d+)");

  private final HttpServer server;
  private final JsonMapper json = new JsonMapper();
  private final Map<String, Map<String, JsonNode>> collections = new ConcurrentHashMap<>();
  private volatile boolean down;
  private volatile String expectedToken = "";

  FakeMilvus() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v2/vectordb/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  URI url() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  /** From now on nothing is answered but 503. */
  void down(boolean now) {
    down = now;
  }

  void expectToken(String token) {
    expectedToken = "Bearer " + token;
  }

  /** The rows of all collections. */
  List<JsonNode> rows() {
    return collections.values().stream().flatMap(rows -> rows.values().stream()).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String operation = exchange.getRequestURI().getPath().substring("/v2/vectordb/".length());
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    Map<String, Object> answer;
    if (!expectedToken.isEmpty() && !expectedToken.equals(token)) {
      answer = Map.of("code", 1800, "message", "user hasn't authenticate");
    } else {
      answer = answer(operation, json.readTree(body));
    }
    byte[] bytes = json.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(down ? 503 : 200, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private Map<String, Object> answer(String operation, JsonNode body) {
    if (down) {
      return Map.of();
    }
    String name = body.path("collectionName").asText();
    Map<String, JsonNode> rows = collections.get(name);
    if (operation.equals("collections/has")) {
      return Map.of("code", 0, "data", Map.of("has", rows != null));
    }
    if (operation.equals("collections/create")) {
      return create(name, body);
    }
    if (rows == null) {
      return Map.of("code", 100, "message", "can't find collection " + name);
    }
    return switch (operation) {
      case "collections/load" -> Map.of("code", 0, "data", Map.of());
      case "entities/upsert" -> {
        body.path("data").forEach(row -> rows.put(row.path("id").asText(), row));
        yield Map.of("code", 0, "data", Map.of("upsertCount", body.path("data").size()));
      }
      case "entities/delete" -> {
        rows.values().removeIf(row -> matches(row, body.path("filter").asText()));
        yield Map.of("code", 0, "data", Map.of());
      }
      case "entities/search" -> Map.of("code", 0, "data", search(rows, body));
      default -> Map.of("code", 65535, "message", "unknown operation " + operation);
    };
  }

  private Map<String, Object> create(String name, JsonNode body) {
    List<String> keys = new ArrayList<>();
    body.path("schema")
        .path("fields")
        .forEach(
            field -> {
              if (field.path("isPartitionKey").asBoolean()) {
                keys.add(field.path("fieldName").asText());
              }
            });
    if (!keys.equals(List.of("tenant")) || body.path("indexParams").isEmpty()) {
      return Map.of("code", 1100, "message", "no such schema is expected here");
    }
    collections.putIfAbsent(name, new ConcurrentHashMap<>());
    return Map.of("code", 0, "data", Map.of());
  }

  private static List<Map<String, Object>> search(Map<String, JsonNode> rows, JsonNode body) {
    JsonNode wanted = body.path("data").path(0);
    return rows.values().stream()
        .filter(row -> matches(row, body.path("filter").asText()))
        .sorted(Comparator.comparingDouble(row -> -product(wanted, row.path("vector"))))
        .limit(body.path("limit").asInt())
        .map(
            row -> {
              Map<String, Object> shown = new HashMap<>();
              body.path("outputFields")
                  .forEach(field -> shown.put(field.asText(), row.get(field.asText())));
              shown.put("distance", product(wanted, row.path("vector")));
              return shown;
            })
        .toList();
  }

  private static double product(JsonNode a, JsonNode b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += a.get(i).doubleValue() * b.get(i).doubleValue();
    }
    return sum;
  }

  private static boolean matches(JsonNode row, String filter) {
    Matcher conditions = CONDITION.matcher(filter);
    boolean all = true;
    while (conditions.find()) {
      String value = conditions.group(3);
      JsonNode is = row.get(conditions.group(1));
      all &=
          switch (conditions.group(2)) {
            case "==" -> value.equals('"' + is.asText().replace("\"", "\\\"") + '"');
            case "in" -> value.contains('"' + is.asText() + '"');
            default -> is.asLong() < Long.parseLong(value);
          };
    }
    return all;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
