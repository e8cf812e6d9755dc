package io.kefu.gateway.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** One replica of the packaged gateway, as a program of its own that can be stopped or killed. */
public final class GatewayProcess implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final int port;

  private GatewayProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  public static GatewayProcess start(Map<String, String> settings, Path log) {
    try {
      int port = freePort();
      List<String> command = new ArrayList<>();
      command.add(ProcessHandle.current().info().command().orElseThrow());
      command.addAll(
          List.of(
              System.getProperty("kefu.test.gateway.heap", "-Xmx160m"),
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1"));
      settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
      command.add("-Dquarkus.http.port=" + port);
      command.add("-Dquarkus.http.host=127.0.0.1");
      command.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new GatewayProcess(process, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public GatewayProcess awaitUp() {
    Awaitility.await("gateway up")
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> get("/api/v1/health").contains("\"UP\""));
    return this;
  }

  public long pid() {
    return process.pid();
  }

  /** Asks the JVM for a full collection, so that what is left is what is needed. */
  public void collectGarbage() {
    try {
      Path java = Path.of(ProcessHandle.current().info().command().orElseThrow());
      new ProcessBuilder(
              java.resolveSibling("jcmd").toString(), Long.toString(process.pid()), "GC.run")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public int port() {
    return port;
  }

  public String get(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public JsonNode get(String path, String token) {
    return exchange(
        HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token).build());
  }

  public JsonNode post(String path, String token, Object body) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri(path))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
      if (token != null) {
        request.header("Authorization", "Bearer " + token);
      }
      return exchange(request.build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int delete(String path, String token) {
    return exchange(
            HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + token)
                .DELETE()
                .build())
        .path("status")
        .asInt();
  }

  public String agentToken() {
    return post(
            "/api/v1/auth/login",
            null,
            Map.of("agent_id", GatewaySecrets.AGENT, "secret_key", GatewaySecrets.agentSecret()))
        .path("access_token")
        .textValue();
  }

  public AgentClient connect(String token) {
    return AgentClient.connect(port, "/ws/" + GatewaySecrets.AGENT, token);
  }

  private JsonNode exchange(HttpRequest request) {
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.body().isEmpty()
          ? JSON.createObjectNode().put("status", answer.statusCode())
          : JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** Pulls the plug: no shutdown hook runs. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Asks it to stop and says how long it took. */
  public Duration stop() {
    long begin = System.nanoTime();
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new AssertionError("the gateway did not stop");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
