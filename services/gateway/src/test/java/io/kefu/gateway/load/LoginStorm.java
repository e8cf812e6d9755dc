package io.kefu.gateway.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.gateway.testing.GatewaySecrets;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Many programs that log in at the same moment, as after a power cut: each costs a slow hash. */
final class LoginStorm {

  /**
   * How it went.
   *
   * @param answers how many of each HTTP status
   * @param comeBack how many of those refused were told when to come back
   * @param seconds until the last one had its answer
   */
  record Outcome(Map<Integer, Integer> answers, int comeBack, double seconds) {

    int refused() {
      return answers.entrySet().stream()
          .filter(answer -> answer.getKey() >= 400)
          .mapToInt(Map.Entry::getValue)
          .sum();
    }
  }

  private LoginStorm() {}

  /** Sends so many logins of the agent at once and waits for all answers. */
  static Outcome of(int port, int logins) throws JsonProcessingException {
    String body =
        new ObjectMapper()
            .writeValueAsString(
                Map.of(
                    "agent_id", GatewaySecrets.AGENT, "secret_key", GatewaySecrets.agentSecret()));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/auth/login"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    long begin = System.nanoTime();
    List<CompletableFuture<HttpResponse<Void>>> sent = new ArrayList<>();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int i = 0; i < logins; i++) {
        sent.add(http.sendAsync(request, HttpResponse.BodyHandlers.discarding()));
      }
      Map<Integer, Integer> answers = new TreeMap<>();
      int comeBack = 0;
      for (CompletableFuture<HttpResponse<Void>> one : sent) {
        HttpResponse<Void> answer = one.join();
        answers.merge(answer.statusCode(), 1, Integer::sum);
        comeBack += answer.headers().firstValue("Retry-After").isPresent() ? 1 : 0;
      }
      return new Outcome(answers, comeBack, (System.nanoTime() - begin) / 1e9);
    }
  }
}
