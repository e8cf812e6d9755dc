package io.kefu.local.migration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.local.Json;
import io.kefu.local.gateway.GatewayClient;
import io.kefu.local.gateway.GatewayException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The platform as its REST API shows it to an administrator. */
public final class GatewayPlatform implements Platform {

  private static final int ATTEMPTS = 8;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final GatewayClient gateway;
  private final MigrationPlan plan;

  /** Speaks through a client that logs in as an administrator. */
  public GatewayPlatform(GatewayClient gateway, MigrationPlan plan) {
    this.gateway = gateway;
    this.plan = plan;
  }

  /**
   * Checks before anything is sent that the agent exists and that we may.
   *
   * @throws MigrationException when not
   */
  public void check() {
    HttpResponse<String> answer = ask("GET", "/api/v1/agents/" + encoded(plan.agentId()), null);
    if (answer.statusCode() == 404) {
      throw new MigrationException(
          "There is no agent %s; make it first, or name another with --agent."
              .formatted(plan.agentId()));
    }
    ok(answer);
    ok(ask("POST", "/api/v1/imports/customers", Map.of("customers", List.of())));
  }

  @Override
  public List<Result> send(Kind kind, List<ObjectNode> items) {
    String name = kind.name().toLowerCase(Locale.ROOT);
    Map<String, Object> body = new LinkedHashMap<>();
    if (kind != Kind.CUSTOMERS) {
      body.put("agent_id", plan.agentId());
      body.put("source", plan.source());
    }
    body.put(name, items);
    JsonNode answer = ok(ask("POST", "/api/v1/imports/" + name, body));
    List<Result> results = new ArrayList<>();
    for (JsonNode result : answer.path("results")) {
      List<String> notes = new ArrayList<>();
      result.path("notes").forEach(note -> notes.add(note.asText()));
      if (result.hasNonNull("reason")) {
        notes.add(result.path("reason").asText());
      }
      results.add(new Result(result.path("status").asText(), notes));
    }
    return results;
  }

  @Override
  public boolean putDocument(String id, String name, String content) {
    String path =
        "/api/v1/knowledge/%s/documents/%s".formatted(encoded(plan.knowledgeBase()), encoded(id));
    HttpResponse<String> known = ask("GET", path, null);
    long before = known.statusCode() == 404 ? 0 : ok(known).path("version").asLong();
    JsonNode stored =
        ok(ask("PUT", path, Map.of("name", name, "format", "md", "content", content)));
    return stored.path("version").asLong() != before;
  }

  /** What passes is tried again: a full bucket, a service that restarts. */
  private HttpResponse<String> ask(String method, String path, Object body) {
    Duration pause = Duration.ofMillis(500);
    for (int attempt = 1; ; attempt++) {
      try {
        HttpResponse<String> answer = gateway.send(method, path, body);
        boolean passing = answer.statusCode() == 429 || answer.statusCode() >= 500;
        if (!passing || attempt == ATTEMPTS) {
          return answer;
        }
        pause =
            Optional.ofNullable(answer.headers().firstValue("Retry-After").orElse(null))
                .filter(seconds -> seconds.matches("\\d{1,3}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(pause);
      } catch (GatewayException e) {
        if (!e.isPassing() || attempt == ATTEMPTS) {
          throw new MigrationException(e.getMessage(), e);
        }
      }
      wait(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
      pause = pause.multipliedBy(2);
    }
  }

  private static void wait(Duration pause) {
    CompletableFuture.runAsync(
            () -> {},
            CompletableFuture.delayedExecutor(Math.max(1, pause.toMillis()), TimeUnit.MILLISECONDS))
        .join();
  }

  private static JsonNode ok(HttpResponse<String> answer) {
    JsonNode body;
    try {
      body =
          Json.MAPPER.readTree(
              answer.body() == null || answer.body().isBlank() ? "{}" : answer.body());
    } catch (JsonProcessingException e) {
      body = Json.MAPPER.createObjectNode();
    }
    if (answer.statusCode() / 100 != 2) {
      throw new MigrationException(
          "The gateway answered %d: %s. What was sent before is kept; the same command goes on."
              .formatted(
                  answer.statusCode(),
                  body.path("detail").asText(body.path("title").asText("no reason given"))));
    }
    return body;
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
