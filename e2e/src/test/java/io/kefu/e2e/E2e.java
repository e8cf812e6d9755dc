package io.kefu.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.local.fleet.Fleet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The one fleet that all end-to-end tests of a build share, and how they wait for it. */
final class E2e {

  static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static FaultFleet shared;

  private E2e() {}

  /** The shared fleet, started by whoever asks first; stops with the JVM. */
  static Fleet fleet() {
    return shared().fleet();
  }

  /** The same with what it takes to break it. Whoever does leaves it whole. */
  static synchronized FaultFleet shared() {
    if (shared == null) {
      try {
        // Figures of speed are those of a fleet that sends no spans.
        boolean traced = Boolean.parseBoolean(System.getProperty("kefu.e2e.traced", "true"));
        shared = FaultFleet.start(root().resolve("e2e/target/fleet"), false, traced);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return shared;
  }

  /** The repository. */
  static Path root() {
    Path root = Path.of(System.getProperty("kefu.root", ".."));
    if (!Files.exists(root.resolve("services"))) {
      throw new IllegalStateException("not the repository: " + root);
    }
    return root;
  }

  /** Waits for a condition, as long as a loaded machine may need. */
  static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50));
  }

  /** Logs the fleet's agent in, as a bare agent does. */
  static String agentToken() {
    HttpResponse<String> answer =
        login(
            Map.of(
                "tenant", fleet().login().tenant(),
                "agent_id", fleet().login().agentId(),
                "secret_key", fleet().login().agentSecret()));
    if (answer.statusCode() != 200) {
      throw new AssertionError("agent login: " + answer.statusCode() + " " + answer.body());
    }
    return json(answer.body()).path("access_token").asText();
  }

  static HttpResponse<String> login(Map<String, String> credentials) {
    try {
      return HTTP.send(
          HttpRequest.newBuilder(fleet().gatewayUrl().resolve("/api/v1/auth/login"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(credentials)))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An id that no other test uses. */
  static String unique(String prefix) {
    return prefix + "-" + UUID.randomUUID();
  }
}
