package io.kefu.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.contracts.conversation.MessageOutcome;
import io.kefu.local.Json;
import io.kefu.local.fleet.FleetLogin;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A client of the REST API that logs in as the first user. Safe for use by several threads. */
public final class GatewayClient {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  private final URI gateway;
  private final FleetLogin login;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private volatile String accessToken;

  /** Logs in on the first request. */
  public GatewayClient(URI gateway, FleetLogin login) {
    this.gateway = gateway;
    this.login = login;
  }

  /**
   * What became of a message; empty when the gateway does not know it (yet).
   *
   * @throws GatewayException when the request is refused or not answered
   */
  public Optional<MessageOutcome> outcome(String messageId, String agentId) {
    HttpResponse<String> answer =
        send(
            "GET",
            "/api/v1/messages/%s/reply?agent_id=%s".formatted(encode(messageId), encode(agentId)),
            null);
    if (answer.statusCode() == 404) {
      return Optional.empty();
    }
    return Optional.of(read(requireOk(answer), MessageOutcome.class));
  }

  /**
   * Puts a knowledge document; the same content again changes nothing.
   *
   * @param format {@code md}, {@code csv} or {@code txt}
   * @return the answer's {@code status}, empty when it has none
   * @throws GatewayException when the request is refused or not answered
   */
  public String putDocument(
      String knowledgeBase, String document, String name, String format, String content) {
    return requireOk(
            send(
                "PUT",
                path(knowledgeBase, document),
                Map.of("name", name, "format", format, "content", content)))
        .path("status")
        .asText();
  }

  /**
   * The {@code status} of a knowledge document, empty when it has none.
   *
   * @throws GatewayException when the request is refused or not answered
   */
  public String documentStatus(String knowledgeBase, String document) {
    return requireOk(send("GET", path(knowledgeBase, document), null)).path("status").asText();
  }

  private static String path(String knowledgeBase, String document) {
    return "/api/v1/knowledge/%s/documents/%s".formatted(encode(knowledgeBase), encode(document));
  }

  /** Any request as the first user: for what has no method of its own. The answer as it came. */
  public HttpResponse<String> send(String method, String path, Object body) {
    return send(method, path, body, Map.of());
  }

  /** The same with headers, for instance a precondition. */
  public HttpResponse<String> send(
      String method, String path, Object body, Map<String, String> headers) {
    String token = accessToken == null ? logIn() : accessToken;
    HttpResponse<String> answer = exchange(method, path, body, token, headers);
    if (answer.statusCode() == 401) {
      answer = exchange(method, path, body, logIn(), headers);
    }
    return answer;
  }

  private synchronized String logIn() {
    JsonNode answer =
        requireOk(
            exchange(
                "POST",
                "/api/v1/auth/login",
                Map.of(
                    "tenant", login.tenant(),
                    "username", login.username(),
                    "password", login.password()),
                null,
                Map.of()));
    accessToken = answer.path("access_token").asText();
    return accessToken;
  }

  private HttpResponse<String> exchange(
      String method, String path, Object body, String token, Map<String, String> headers) {
    try {
      var request =
          HttpRequest.newBuilder(gateway.resolve(path))
              .timeout(REQUEST_TIMEOUT)
              .header("Accept", "application/json")
              .method(
                  method,
                  body == null
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofString(Json.MAPPER.writeValueAsString(body)));
      if (body != null) {
        request.header("Content-Type", "application/json");
      }
      headers.forEach(request::header);
      if (token != null) {
        request.header("Authorization", "Bearer " + token);
      }
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new GatewayException(
          0, "The gateway at %s does not answer (%s)".formatted(gateway, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GatewayException(0, "Waiting for the gateway was interrupted");
    }
  }

  private static JsonNode requireOk(HttpResponse<String> answer) {
    JsonNode body = parse(answer.body());
    if (answer.statusCode() / 100 == 2) {
      return body;
    }
    String detail = body.path("detail").asText(body.path("title").asText(""));
    throw new GatewayException(
        answer.statusCode(),
        "The gateway answered %d%s"
            .formatted(answer.statusCode(), detail.isEmpty() ? "" : ": " + detail));
  }

  private static JsonNode parse(String body) {
    try {
      return Json.MAPPER.readTree(body == null || body.isBlank() ? "{}" : body);
    } catch (IOException notJson) {
      return Json.MAPPER.createObjectNode();
    }
  }

  private static <T> T read(JsonNode body, Class<T> type) {
    try {
      return Json.MAPPER.treeToValue(body, type);
    } catch (IOException | RuntimeException e) {
      throw new GatewayException(
          200, "The gateway's answer cannot be understood (%s)".formatted(e.getMessage()));
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
