package io.kefu.gateway.load;

import io.kefu.gateway.auth.LoadTokens;
import io.kefu.gateway.testing.AgentClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Thousands of agents on one event loop: they greet, report, say things and count the acks. */
final class LoadAgents implements AutoCloseable {

  private static final int CONNECTING = 200;
  private static final String BEAT =
      "{\"cpu_percent\":1,\"memory_mb\":40,\"wechat_status\":\"V39\",\"queue_depth\":0,"
          + "\"screen_locked\":false,\"timestamp\":\"2026-11-22T02:15:29Z\"}";

  private final Vertx vertx = Vertx.vertx();
  private final WebSocketClient client;
  private final int port;
  private final LoadTokens tokens;
  private final ConcurrentMap<String, WebSocket> sockets = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Long> sent = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Long> ackNanos = new ConcurrentLinkedQueue<>();
  private final AtomicInteger welcomed = new AtomicInteger();
  private final AtomicInteger errors = new AtomicInteger();
  private final AtomicInteger beats = new AtomicInteger();

  LoadAgents(int port, LoadTokens tokens) {
    this.port = port;
    this.tokens = tokens;
    this.client =
        vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(100_000));
  }

  /** Connects agents, a bounded number at a time; returns when all were asked for. */
  void connect(int first, int count) throws InterruptedException {
    Map<String, String> prepared = new ConcurrentHashMap<>();
    for (int i = first; i < first + count; i++) {
      prepared.put("load_" + i, tokens.agent("load_" + i));
    }
    Semaphore room = new Semaphore(CONNECTING);
    for (Map.Entry<String, String> agent : prepared.entrySet()) {
      room.acquire();
      client
          .connect(
              new WebSocketConnectOptions()
                  .setHost("127.0.0.1")
                  .setPort(port)
                  .setURI("/ws/" + agent.getKey())
                  .addHeader("Authorization", "Bearer " + agent.getValue()))
          .onComplete(
              done -> {
                room.release();
                if (done.failed()) {
                  errors.incrementAndGet();
                } else {
                  opened(agent.getKey(), done.result());
                }
              });
    }
  }

  private void opened(String agentId, WebSocket socket) {
    sockets.put(agentId, socket);
    socket.textMessageHandler(this::read);
    socket.closeHandler(closed -> sockets.remove(agentId, socket));
    write(
        agentId,
        "hello",
        "{\"client_version\":\"0.1.0\",\"wechat_status\":\"V39\",\"rules_version\":0}");
  }

  private void read(String frame) {
    if (frame.startsWith("{\"type\":\"welcome\"")) {
      welcomed.incrementAndGet();
    } else if (frame.startsWith("{\"type\":\"ack\"")) {
      int at = frame.indexOf("\"message_id\":\"") + 14;
      Long begin = sent.remove(frame.substring(at, frame.indexOf('"', at)));
      if (begin != null) {
        ackNanos.add(System.nanoTime() - begin);
      }
    } else if (frame.startsWith("{\"type\":\"heartbeat\"")) {
      beats.incrementAndGet();
    } else if (frame.startsWith("{\"type\":\"error\"")) {
      errors.incrementAndGet();
    }
  }

  void beat(int agent) {
    write("load_" + agent, "heartbeat", BEAT);
  }

  void say(int agent, String messageId) {
    sent.put(messageId, System.nanoTime());
    write(
        "load_" + agent,
        "message",
        AgentClient.messagePayload(messageId, "wxid_" + messageId.hashCode() % 500, "质保多久？"));
  }

  /** Cuts every connection at once, as a power failure of a switch does. */
  void cutAll() {
    sockets.values().forEach(socket -> socket.close());
    sockets.clear();
    welcomed.set(0);
  }

  private void write(String agentId, String type, String payload) {
    WebSocket socket = sockets.get(agentId);
    if (socket == null) {
      errors.incrementAndGet();
      return;
    }
    socket.writeTextMessage(
        "{\"type\":\"%s\",\"payload\":%s,\"metadata\":{\"agent_id\":\"%s\",\"version\":\"2.0\"}}"
            .formatted(type, payload, agentId));
  }

  int welcomed() {
    return welcomed.get();
  }

  int errors() {
    return errors.get();
  }

  int beats() {
    return beats.get();
  }

  int unacked() {
    return sent.size();
  }

  long[] ackNanos() {
    return ackNanos.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
