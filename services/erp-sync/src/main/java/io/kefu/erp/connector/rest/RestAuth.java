package io.kefu.erp.connector.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.erp.connector.CallLimit;
import io.kefu.erp.connector.ConnectorSettings;
import io.kefu.erp.connector.ErpException;
import io.kefu.erp.connector.ErpException.Kind;
import io.kefu.erp.connector.ErpHttp;
import io.kefu.erp.connector.rest.RestSettings.Auth;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Shows who calls. An OAuth token is kept until shortly before its end. Thread-safe. */
final class RestAuth {

  private static final Duration EARLY = Duration.ofSeconds(30);
  private static final long DEFAULT_LIFE_SECONDS = 300;
  private static final Duration LONGEST_LOGIN = Duration.ofMinutes(1);

  private final ConnectorSettings settings;
  private final Auth auth;
  private final ErpHttp http;
  private final ReentrantLock renewal = new ReentrantLock();
  private volatile Token token;

  private record Token(String value, long endNanos) {}

  RestAuth(ConnectorSettings settings, ErpHttp http) {
    this.settings = settings;
    this.auth = settings.rest().auth();
    this.http = http;
  }

  /** What a call carries. */
  Map<String, String> headers(CallLimit limit) {
    return switch (auth.kind()) {
      case "header" -> Map.of(auth.header(), auth.value());
      case "basic" -> Map.of("Authorization", basic());
      case "oauth" -> Map.of("Authorization", "Bearer " + token(limit));
      default -> Map.of();
    };
  }

  /** The call was refused: whether another token is worth a second try. */
  boolean renewable(Map<String, String> refused) {
    if (!auth.kind().equals("oauth")) {
      return false;
    }
    Token known = token;
    if (known != null && ("Bearer " + known.value()).equals(refused.get("Authorization"))) {
      token = null;
    }
    return true;
  }

  private String basic() {
    String both = settings.user() + ":" + settings.password();
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  private String token(CallLimit limit) {
    Token known = token;
    if (known != null && known.endNanos() - System.nanoTime() > 0) {
      return known.value();
    }
    try {
      if (!renewal.tryLock(limit.leftNanos(LONGEST_LOGIN), TimeUnit.NANOSECONDS)) {
        throw new ErpException(Kind.UNREACHABLE, "somebody else's login takes too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ErpException(Kind.UNREACHABLE, "interrupted while waiting for the login", e);
    }
    try {
      known = token;
      if (known == null || known.endNanos() - System.nanoTime() <= 0) {
        known = ask(limit);
        token = known;
      }
      return known.value();
    } finally {
      renewal.unlock();
    }
  }

  private Token ask(CallLimit limit) {
    String form =
        "grant_type=client_credentials"
            + (auth.scope() == null ? "" : "&scope=" + encoded(auth.scope()));
    ErpHttp.Answer answer =
        http.form(auth.tokenUrl(), form, Map.of("Authorization", basic()), limit);
    JsonNode body = answer.body();
    String value = body.path("access_token").asText("");
    if (answer.status() != 200 || value.isEmpty()) {
      throw new ErpException(
          Kind.LOGIN_REFUSED, "no token for this client; check user and password");
    }
    long seconds = body.path("expires_in").asLong(DEFAULT_LIFE_SECONDS);
    return new Token(
        value, System.nanoTime() + Math.max(1, Duration.ofSeconds(seconds).minus(EARLY).toNanos()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
