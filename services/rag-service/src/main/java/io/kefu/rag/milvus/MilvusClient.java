package io.kefu.rag.milvus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/**
 * Speaks version 2 of Milvus's RESTful API. Blocks the calling thread, up to the time that is
 * given; thread-safe.
 */
final class MilvusClient implements AutoCloseable {

  private static final String BASE = "/v2/vectordb/";
  private static final int OK = 200;

  private final MilvusConfig config;
  private final HttpClient http;
  private final JsonMapper json = new JsonMapper();

  MilvusClient(MilvusConfig config) {
    this.config = config;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(config.searchTimeout())
            .build();
  }

  /**
   * Calls an operation, for instance {@code entities/search}.
   *
   * @return what stands under {@code data}
   * @throws MilvusException when there is no answer in time, or another one than success
   */
  JsonNode call(String operation, Map<String, ?> body, Duration timeout) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(config.url().resolve(BASE + operation))
              .timeout(timeout)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
      config.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
      HttpResponse<byte[]> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != OK) {
        throw new MilvusException(operation + " was answered with " + response.statusCode());
      }
      JsonNode answer = json.readTree(response.body());
      int code = answer.path("code").asInt(-1);
      if (code != 0 && code != OK) {
        throw new MilvusException(operation + ": " + answer.path("message").asText("code " + code));
      }
      return answer.path("data");
    } catch (IOException e) {
      throw new MilvusException(operation + " failed: " + e.getClass().getSimpleName(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MilvusException(operation + " was interrupted", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
