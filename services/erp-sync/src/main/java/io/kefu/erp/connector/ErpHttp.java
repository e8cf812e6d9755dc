package io.kefu.erp.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.erp.connector.ErpException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** JSON over HTTP under a rate and a time limit; tells what went wrong by {@link ErpException}. */
public final class ErpHttp implements AutoCloseable {

  private static final String JSON = "application/json; charset=utf-8";

  private final ConnectorSettings settings;
  private final ObjectMapper mapper;
  private final HttpClient http;
  private final Turns turns;

  /**
   * An answer.
   *
   * @param status HTTP status, below 500
   * @param body its JSON; missing when it has none
   */
  public record Answer(int status, JsonNode body) {}

  /** Calls the settings' installation. */
  public ErpHttp(ConnectorSettings settings, ObjectMapper mapper) {
    this.settings = settings;
    this.mapper = mapper;
    this.turns = new Turns(settings.callsPerSecond(), settings.burst());
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timeout())
            .build();
  }

  /** Makes nodes and bodies. */
  public ObjectMapper mapper() {
    return mapper;
  }

  /** Sends JSON, or nothing for a null body. */
  public Answer json(
      String method, String path, JsonNode body, Map<String, String> headers, CallLimit limit) {
    byte[] bytes;
    try {
      bytes = body == null ? null : mapper.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return send(method, address(path), JSON, bytes, headers, limit);
  }

  /** Sends a form, as OAuth's token endpoints want it; the address may be on another host. */
  public Answer form(URI address, String form, Map<String, String> headers, CallLimit limit) {
    return send(
        "POST",
        address,
        "application/x-www-form-urlencoded",
        form.getBytes(StandardCharsets.UTF_8),
        headers,
        limit);
  }

  /** The address of a path of the installation. */
  public URI address(String path) {
    String base = settings.baseUrl().toString();
    return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
  }

  private Answer send(
      String method,
      URI address,
      String contentType,
      byte[] body,
      Map<String, String> headers,
      CallLimit limit) {
    String path = address.getPath();
    try {
      if (!turns.take(limit)) {
        throw new ErpException(Kind.UNREACHABLE, "no turn under the rate limit in time");
      }
      Duration left = Duration.ofNanos(Math.max(1, limit.leftNanos(settings.timeout())));
      BodyPublisher publisher =
          body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(address).timeout(left).method(method, publisher);
      if (body != null) {
        request.header("Content-Type", contentType);
      }
      headers.forEach(request::header);
      HttpResponse<byte[]> response = await(request.build(), left, path);
      if (response.statusCode() >= 500 || response.statusCode() == 429) {
        throw new ErpException(Kind.BROKEN, "HTTP " + response.statusCode() + " from " + path);
      }
      JsonNode answer =
          response.body().length == 0 ? mapper.missingNode() : mapper.readTree(response.body());
      return new Answer(response.statusCode(), answer == null ? mapper.missingNode() : answer);
    } catch (JsonProcessingException e) {
      throw new ErpException(Kind.UNREADABLE, "no JSON from " + path);
    } catch (IOException e) {
      throw new ErpException(Kind.UNREACHABLE, "no answer from " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ErpException(Kind.UNREACHABLE, "interrupted while calling " + path, e);
    }
  }

  /** The client's own time limit ends with the head; a body that trickles would hold us up. */
  private HttpResponse<byte[]> await(HttpRequest request, Duration left, String path)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, BodyHandlers.ofByteArray());
    try {
      return answer.get(left.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new ErpException(Kind.UNREACHABLE, "no answer in time from " + path);
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    }
  }

  /** What a client of this class reads from an answer that must be an object. */
  public static JsonNode object(Answer answer, String path) {
    return Optional.of(answer.body())
        .filter(JsonNode::isObject)
        .orElseThrow(() -> new ErpException(Kind.UNREADABLE, "no JSON object from " + path));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
