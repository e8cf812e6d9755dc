package io.kefu.agent.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The REST calls of an agent without a socket, as docs/protocol.md has them. */
public final class FakeRest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Payloads of messages handed in. */
  public final List<JsonNode> messages = new CopyOnWriteArrayList<>();

  /** Acknowledgements. */
  public final List<JsonNode> acks = new CopyOnWriteArrayList<>();

  /** How often replies were asked for. */
  public final AtomicInteger asked = new AtomicInteger();

  /** HTTP status for the next messages. */
  public volatile int messageStatus = 202;

  private final LinkedBlockingQueue<JsonNode> items = new LinkedBlockingQueue<>();
  private int number;

  FakeRest(HttpServer http) {
    http.createContext("/api/v1/messages", this::message);
    http.createContext("/api/v1/heartbeat", this::heartbeat);
    http.createContext("/api/v1/agents/agent_001/replies", this::replies);
    http.createContext("/api/v1/agents/agent_001/acks", this::ack);
  }

  /** A reply for the agent. */
  public void reply(JsonNode reply) {
    ObjectNode item = JSON.createObjectNode().put("number", ++number);
    item.set("reply", reply);
    items.add(item);
  }

  private void message(HttpExchange call) throws IOException {
    JsonNode body = JSON.readTree(call.getRequestBody());
    if (messageStatus < 300) {
      messages.add(body.get("message"));
    }
    answer(call, messageStatus, "");
  }

  private void heartbeat(HttpExchange call) throws IOException {
    answer(call, 200, "{\"server_time\":\"" + Instant.now() + "\"}");
  }

  private void replies(HttpExchange call) throws IOException {
    asked.incrementAndGet();
    boolean waits = !call.getRequestURI().getQuery().contains("wait=0");
    JsonNode item;
    try {
      item = waits ? items.poll(2, TimeUnit.SECONDS) : items.poll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    ObjectNode all = JSON.createObjectNode();
    all.putArray("items");
    if (item != null) {
      all.withArray("items").add(item);
    }
    answer(call, 200, all.toString());
  }

  private void ack(HttpExchange call) throws IOException {
    acks.add(JSON.readTree(call.getRequestBody()));
    answer(call, 204, "");
  }

  private static void answer(HttpExchange call, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }
}
