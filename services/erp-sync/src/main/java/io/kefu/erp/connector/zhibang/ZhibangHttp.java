package io.kefu.erp.connector.zhibang;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.erp.connector.CallLimit;
import io.kefu.erp.connector.ConnectorSettings;
import io.kefu.erp.connector.ErpException;
import io.kefu.erp.connector.ErpException.Kind;
import io.kefu.erp.connector.ErpHttp;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The wire of 智邦国际: one POST of JSON per call, under a token bucket, with a session that is renewed
 * once when the ERP says that it is gone. How long a session lives is not documented, so nothing
 * but the answer decides.
 */
final class ZhibangHttp {

  private static final String LOGIN = "/webapi/v3/ov1/login";
  private static final int SESSION_GONE = 400;
  private static final int OK = 200;
  private static final int BUSINESS_ERROR = 300;
  private static final Duration LONGEST_LOGIN = Duration.ofMinutes(2);

  /** Three refused logins demand a captcha, so a refused one is not repeated by every customer. */
  private static final Duration REFUSAL_REMEMBERED = Duration.ofMinutes(15);

  private final ConnectorSettings settings;
  private final ObjectMapper mapper;
  private final ErpHttp http;
  private final String serialNumber;
  private final ReentrantLock loginLock = new ReentrantLock();
  private volatile String session;

  /** Guarded by the login lock: the login was refused, and until when nobody tries again. */
  private ErpException refusal;

  private long refusedUntilNanos;

  ZhibangHttp(ConnectorSettings settings, ObjectMapper mapper, String serialNumber) {
    this.settings = settings;
    this.mapper = mapper;
    this.serialNumber = serialNumber;
    this.http = new ErpHttp(settings, mapper);
  }

  ObjectMapper mapper() {
    return mapper;
  }

  /** A page of the ASP dialect: {@code {session, cmdkey, datas:[{id,val}]}}; answers its body. */
  JsonNode page(String path, Optional<String> command, Map<String, String> datas, CallLimit limit) {
    JsonNode answer =
        withSession(
            limit,
            token -> {
              ObjectNode body = mapper.createObjectNode().put("session", token);
              command.ifPresent(key -> body.put("cmdkey", key));
              body.set("datas", datas(datas));
              return post(path, body, Optional.empty(), limit);
            });
    JsonNode header = answer.path("header");
    if (!header.has("status")) {
      throw new ErpException(Kind.UNREADABLE, "no header.status in the answer of " + path);
    }
    if (header.path("status").asInt() != 0) {
      throw new ErpException(
          Kind.REFUSED, "status " + header.path("status").asInt() + " from " + path);
    }
    return answer.path("body");
  }

  /** A call of the v3 dialect: flat JSON, token in a header; answers the whole answer. */
  JsonNode call(String path, Map<String, String> fields, CallLimit limit) {
    JsonNode answer =
        withSession(
            limit,
            token -> {
              ObjectNode body = mapper.createObjectNode();
              fields.forEach(body::put);
              return post(path, body, Optional.of(token), limit);
            });
    int code = answer.path("Code").asInt(-1);
    if (code == OK) {
      return answer;
    }
    Kind kind =
        switch (code) {
          case BUSINESS_ERROR -> Kind.REFUSED;
          case -1 -> Kind.UNREADABLE;
          default -> Kind.BROKEN;
        };
    throw new ErpException(kind, "code " + code + " from " + path);
  }

  private JsonNode withSession(CallLimit limit, Function<String, JsonNode> call) {
    String token = session;
    if (token == null) {
      token = login(null, limit);
    }
    JsonNode answer = call.apply(token);
    if (!sessionGone(answer)) {
      return answer;
    }
    answer = call.apply(login(token, limit));
    if (sessionGone(answer)) {
      throw new ErpException(Kind.NO_SESSION, "the session is refused right after the login");
    }
    return answer;
  }

  private static boolean sessionGone(JsonNode answer) {
    return answer.path("Code").asInt() == SESSION_GONE
        || answer.path("header").path("status").asInt() == SESSION_GONE;
  }

  /** Logs in, unless somebody else has replaced the lost session meanwhile. */
  private String login(String lost, CallLimit limit) {
    awaitLogin(limit);
    try {
      if (session != null && !session.equals(lost)) {
        return session;
      }
      if (refusal != null && System.nanoTime() - refusedUntilNanos < 0) {
        throw new ErpException(refusal.kind(), refusal.getMessage());
      }
      session = null;
      ObjectNode body = mapper.createObjectNode();
      body.set(
          "datas",
          datas(
              Map.of(
                  "user",
                  "txt:" + settings.user(),
                  "password",
                  "txt:" + settings.password(),
                  "serialnum",
                  serialNumber,
                  "rndcode",
                  "")));
      JsonNode header = post(LOGIN, body, Optional.empty(), limit).path("header");
      if (header.path("status").asInt(-1) != 0) {
        refusal = refusedLogin(header.path("message").asText(""));
        refusedUntilNanos = System.nanoTime() + REFUSAL_REMEMBERED.toNanos();
        throw refusal;
      }
      String token = header.path("session").asText("");
      if (token.isEmpty()) {
        throw new ErpException(Kind.UNREADABLE, "the login answered without a session");
      }
      session = token;
      refusal = null;
      return token;
    } finally {
      loginLock.unlock();
    }
  }

  private void awaitLogin(CallLimit limit) {
    try {
      if (!loginLock.tryLock(limit.leftNanos(LONGEST_LOGIN), TimeUnit.NANOSECONDS)) {
        throw new ErpException(Kind.UNREACHABLE, "somebody else's login takes too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ErpException(Kind.UNREACHABLE, "interrupted while waiting for the login", e);
    }
  }

  private static ErpException refusedLogin(String message) {
    return message.contains("验证码") || message.toLowerCase(java.util.Locale.ROOT).contains("rndcode")
        ? new ErpException(Kind.CAPTCHA, "the login wants a captcha; log in once in a browser")
        : new ErpException(Kind.LOGIN_REFUSED, "the login was refused; check user and password");
  }

  private JsonNode post(String path, ObjectNode body, Optional<String> token, CallLimit limit) {
    Map<String, String> headers =
        token.map(value -> Map.of("ZBAPI-Token", value)).orElseGet(Map::of);
    ErpHttp.Answer answer = http.json("POST", path, body, headers, limit);
    if (answer.status() != OK) {
      throw new ErpException(Kind.UNREADABLE, "HTTP " + answer.status() + " from " + path);
    }
    return ErpHttp.object(answer, path);
  }

  private ArrayNode datas(Map<String, String> values) {
    ArrayNode datas = mapper.createArrayNode();
    values.forEach((id, value) -> datas.addObject().put("id", id).put("val", value));
    return datas;
  }

  void close() {
    http.close();
  }
}
