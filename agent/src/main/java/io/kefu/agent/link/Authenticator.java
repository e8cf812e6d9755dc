package io.kefu.agent.link;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import io.kefu.agent.json.JsonObject;
import io.kefu.agent.log.Log;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Logs the agent in and keeps its tokens fresh. Blocks; stateless. */
final class Authenticator {

  /** A token is renewed after this share of its life, so that a slow network does not matter. */
  private static final double REFRESH_SHARE = 0.8;

  private static final long MIN_LIFE_SECONDS = 1;

  private final GatewayHttp http;
  private final String agentId;
  private final String secret;
  private final Clock clock;

  Authenticator(GatewayHttp http, String agentId, String secret, Clock clock) {
    this.http = http;
    this.agentId = agentId;
    this.secret = secret;
    this.clock = clock;
  }

  AuthResult login() {
    return call("/api/v1/auth/login", Map.of("agent_id", agentId, "secret_key", secret));
  }

  AuthResult refresh(Tokens tokens) {
    return call("/api/v1/auth/refresh", Map.of("refresh_token", tokens.refresh()));
  }

  private AuthResult call(String path, Map<String, String> body) {
    try {
      GatewayHttp.Answer answer = http.post(path, Json.write(body), Optional.empty());
      if (answer.status() == 200) {
        return granted(Json.read(answer.body()));
      }
      String why = problem(answer);
      return switch (answer.status()) {
        case 400, 401, 403, 404, 410, 422 -> new AuthResult.Denied(answer.status(), why);
        default -> new AuthResult.Busy("HTTP " + answer.status() + " " + why, answer.retryAfter());
      };
    } catch (SSLException e) {
      return new AuthResult.Busy(
          "TLS failed (" + Log.reason(e) + "): check the gateway's certificate and this PC's date",
          Optional.empty());
    } catch (IOException e) {
      return new AuthResult.Busy(Log.reason(e), Optional.empty());
    } catch (BadJson e) {
      return new AuthResult.Busy(
          "the answer of " + path + " is not understood: " + e.getMessage(), Optional.empty());
    }
  }

  private AuthResult granted(JsonObject answer) throws BadJson {
    long life = answer.integer("expires_in", 900);
    Duration untilRefresh =
        Duration.ofMillis((long) (Math.max(life, MIN_LIFE_SECONDS) * 1000 * REFRESH_SHARE));
    return new AuthResult.Granted(
        new Tokens(
            answer.id("access_token"),
            answer.optionalText("refresh_token").orElse(""),
            clock.instant().plus(untilRefresh)));
  }

  /** What a problem+json says, or nothing. */
  private static String problem(GatewayHttp.Answer answer) {
    try {
      JsonObject problem = Json.read(answer.body());
      return problem.optionalText("detail").or(() -> title(problem)).orElse("");
    } catch (BadJson e) {
      return "";
    }
  }

  private static Optional<String> title(JsonObject problem) {
    return Optional.ofNullable(problem.asMap().get("title")).map(Object::toString);
  }
}
