package io.kefu.erp.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/** An ERP with plain REST: nested customers, three ways to page, OAuth or a key in a header. */
final class RestSimulator implements AutoCloseable {

  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpServer server;
  private final TreeMap<Integer, ObjectNode> customers = new TreeMap<>();
  private final List<ObjectNode> orders = new ArrayList<>();
  private Map<String, String> lastList = Map.of();
  private final boolean oauth;
  private int nextId = 1;
  private int tokens;

  RestSimulator(boolean oauth) throws IOException {
    this.oauth = oauth;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api");
  }

  /** Makes every token so far worthless. */
  synchronized void revoke() {
    tokens++;
  }

  synchronized int tokens() {
    return tokens;
  }

  synchronized String add(ObjectNode customer) {
    int id = nextId++;
    customer.put("id", id);
    customers.put(id, customer);
    return Integer.toString(id);
  }

  synchronized void addOrder(String customer, String number, String title) {
    orders.add(
        mapper
            .createObjectNode()
            .put("no", number)
            .put("subject", title)
            .put("customer", customer));
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] sent = exchange.getRequestBody().readAllBytes();
    int status;
    JsonNode answer;
    synchronized (this) {
      String path = exchange.getRequestURI().getPath();
      if (path.equals("/token")) {
        status = 200;
        answer =
            mapper.createObjectNode().put("access_token", "t" + ++tokens).put("expires_in", 3600);
      } else if (!known(exchange)) {
        status = 401;
        answer = mapper.createObjectNode();
      } else {
        answer =
            answer(
                exchange.getRequestMethod(),
                path.substring("/api".length()),
                query(exchange.getRequestURI()),
                sent.length == 0 ? null : mapper.readTree(sent));
        status = answer == null ? 404 : 200;
      }
    }
    byte[] bytes = answer == null ? new byte[0] : mapper.writeValueAsBytes(answer);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Parameters of the last list. */
  synchronized Map<String, String> lastList() {
    return lastList;
  }

  private boolean known(HttpExchange exchange) {
    return oauth
        ? ("Bearer t" + tokens).equals(exchange.getRequestHeaders().getFirst("Authorization"))
        : "secret".equals(exchange.getRequestHeaders().getFirst("X-Api-Key"));
  }

  private JsonNode answer(String method, String path, Map<String, String> query, JsonNode body) {
    String[] steps = path.substring(1).split("/");
    if (steps.length == 1) {
      return method.equals("POST")
          ? mapper.createObjectNode().put("id", add(body.get("customer").deepCopy()))
          : list(query);
    }
    ObjectNode customer = customers.get(Integer.parseInt(steps[1]));
    if (customer == null) {
      return null;
    }
    if (steps.length == 2 && method.equals("GET")) {
      return mapper.createObjectNode().set("customer", customer);
    }
    if (steps.length == 2) {
      merge(customer, (ObjectNode) body.get("customer"));
      return mapper.createObjectNode();
    }
    ArrayNode found = mapper.createArrayNode();
    orders.stream()
        .filter(order -> order.get("customer").asText().equals(steps[1]))
        .forEach(found::add);
    return steps[2].equals("orders") ? found : mapper.createObjectNode();
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    from.properties()
        .forEach(
            field -> {
              if (field.getValue() instanceof ObjectNode inner
                  && into.get(field.getKey()) instanceof ObjectNode known) {
                merge(known, inner);
              } else {
                into.set(field.getKey(), field.getValue());
              }
            });
  }

  private JsonNode list(Map<String, String> query) {
    lastList = Map.copyOf(query);
    // Never more than seven rows, whatever was asked for.
    int size = Math.min(7, Integer.parseInt(query.getOrDefault("size", "7")));
    int from =
        query.containsKey("page")
            ? (Integer.parseInt(query.get("page")) - 1) * size
            : Integer.parseInt(query.getOrDefault("offset", query.getOrDefault("cursor", "0")));
    List<ObjectNode> all =
        customers.values().stream()
            .filter(
                customer -> customer.path("code").asText().contains(query.getOrDefault("code", "")))
            .toList();
    ObjectNode answer = mapper.createObjectNode();
    ArrayNode items = answer.putObject("data").putArray("items");
    all.stream().skip(from).limit(size).forEach(items::add);
    if (from + size < all.size()) {
      answer.putObject("meta").put("next", Integer.toString(from + size));
    }
    return answer;
  }

  private static Map<String, String> query(URI address) {
    Map<String, String> query = new HashMap<>();
    if (address.getRawQuery() != null) {
      for (String pair : address.getRawQuery().split("&")) {
        String[] both = pair.split("=", 2);
        query.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
