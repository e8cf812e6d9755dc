package io.kefu.gateway.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands in for message-service, rag-service and stats: answers over real HTTP as they would, and
 * remembers who asked. Other services are separate programs; their own behaviour is tested in e2e.
 */
public final class StandInNeighbours implements QuarkusTestResourceLifecycleManager {

  /** What arrived. */
  public record Call(
      String method, String path, String query, String claims, String deadline, byte[] body) {}

  /** Job that every file becomes. */
  public static final String JOB = "0199b6a0-5c1e-7c3a-9d55-0a8f4f2b6c11";

  private HttpServer server;

  /** Bytes that no text has. */
  public static final byte[] XLSX = {'P', 'K', 3, 4, (byte) 0xff, (byte) 0xfe, 0, (byte) 0x80};

  /** Newest local rules of every tenant. */
  public static final long RULES_VERSION = 3_000_002_001L;

  @SuppressWarnings("unchecked")
  public static List<Call> calls() {
    return (List<Call>)
        System.getProperties()
            .computeIfAbsent("kefu.test.calls", key -> new CopyOnWriteArrayList<>());
  }

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", StandInNeighbours::answer);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    return Map.of(
        "kefu.message-service.url",
        url,
        "kefu.rag-service.url",
        url,
        "kefu.stats.url",
        url,
        "kefu.ai-service.url",
        url,
        "kefu.erp-sync.url",
        url,
        "kefu.neighbour.read-limit",
        "1s");
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String bearer = exchange.getRequestHeaders().getFirst("Authorization");
    byte[] body = exchange.getRequestBody().readAllBytes();
    calls()
        .add(
            new Call(
                exchange.getRequestMethod(),
                path,
                exchange.getRequestURI().getRawQuery(),
                new String(
                    Base64.getUrlDecoder().decode(bearer.split("\\.")[1]), StandardCharsets.UTF_8),
                exchange.getRequestHeaders().getFirst("Kefu-Deadline-Ms"),
                body));
    if (path.contains("missing")) {
      send(
          exchange,
          404,
          "application/problem+json",
          "{\"type\":\"t\",\"title\":\"Not found\",\"status\":404,\"detail\":\"No such thing.\","
              + "\"code\":\"message_not_found\"}");
    } else if (path.contains("broken")) {
      send(exchange, 500, "text/plain", "java.lang.NullPointerException at secret.Place");
    } else if (path.contains("silent")) {
      // Never answers; the gateway must give up by itself.
      return;
    } else if (path.contains("undecided")) {
      send(
          exchange,
          200,
          "application/json",
          "{\"message_id\":\"m1\",\"agent_id\":\"agent_001\",\"chat_id\":\"c\",\"decided\":false,"
              + "\"evidence\":[],\"replies\":[]}");
    } else if (path.endsWith("/outcome")) {
      send(
          exchange,
          200,
          "application/json",
          "{\"message_id\":\"m1\",\"agent_id\":\"agent_001\",\"chat_id\":\"c\",\"decided\":true,"
              + "\"action\":\"reply\",\"content\":\"您好\",\"confidence\":0.9,\"evidence\":[],"
              + "\"replies\":[]}");
    } else if (path.endsWith("/file")) {
      exchange.getResponseHeaders().add("Location", "/internal/v1/jobs/" + JOB);
      send(exchange, 202, "application/json", "{\"job_id\":\"" + JOB + "\",\"state\":\"queued\"}");
    } else if (path.endsWith("/entries") && exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().add("Location", path + "/e1");
      exchange.getResponseHeaders().add("ETag", "\"1\"");
      send(exchange, 201, "application/json", "{\"entry_id\":\"e1\",\"version\":1}");
    } else if (path.endsWith("/local-rules")) {
      send(exchange, 200, "application/json", "{\"version\":" + RULES_VERSION + "}");
    } else if (path.endsWith("/send")) {
      send(exchange, 202, "application/json", "{\"reply_ids\":[\"r1\",\"r2\"]}");
    } else if (path.endsWith("/draft")) {
      draft(exchange, path);
    } else if (path.endsWith("/stats/live")) {
      send(exchange, 200, "text/event-stream", "data:{\"at\":1}\n\ndata:{\"at\":\"二\"}\n\n");
    } else if (path.endsWith("/stats/export")) {
      // No text in any charset.
      exchange.getResponseHeaders().add("Content-Type", "application/vnd.sheet");
      exchange.getResponseHeaders().add("Content-Disposition", "attachment; filename=\"s.xlsx\"");
      exchange.sendResponseHeaders(200, XLSX.length);
      exchange.getResponseBody().write(XLSX);
      exchange.close();
    } else if (path.endsWith("/search")) {
      send(exchange, 200, "application/json", "{\"hits\":[],\"latency_ms\":1}");
    } else {
      send(exchange, 200, "application/json", "{\"items\":[],\"path\":\"" + path + "\"}");
    }
  }

  /** A draft: whole, cut off after a piece, or one that goes on until nobody listens any more. */
  private static void draft(HttpExchange exchange, String path) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    out.write(event("asked", "{\"question\":\"保修\"}"));
    out.write(event("piece", "{\"text\":\"两年\"}"));
    out.flush();
    if (path.contains("endless")) {
      try {
        while (true) {
          out.write(event("waiting", "{}"));
          out.flush();
          LockSupport.parkNanos(20_000_000);
        }
      } catch (IOException e) {
        calls().add(new Call("LEFT", path, null, "", null, new byte[0]));
      }
    } else if (!path.contains("cut")) {
      out.write(event("done", "{\"content\":\"两年。\"}"));
    }
    exchange.close();
  }

  private static byte[] event(String name, String data) {
    return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void stop() {
    if (server != null) {
      server.stop(0);
    }
  }
}
