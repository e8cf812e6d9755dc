package io.kefu.stats.daily;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.stats.daily.DailyConfig.Kind;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A report in the form that a chat's robot understands. Pure.
 *
 * @param address where it is sent, signed if the robot wants it there
 * @param body JSON
 */
record WebhookCall(URI address, String body) {

  private static final String HMAC = "HmacSHA256";

  /** The most that WeCom takes, in bytes of UTF-8. */
  private static final int WECOM_BYTES = 2048;

  /** Below the 20 kB that the other two take. */
  private static final int OTHERS_BYTES = 18_000;

  static WebhookCall of(
      Kind kind,
      URI url,
      Optional<String> secret,
      DailyFigures figures,
      Instant now,
      ObjectMapper json) {
    ObjectNode body = json.createObjectNode();
    String text = DailyText.text(figures);
    URI address = url;
    switch (kind) {
      case WECOM -> {
        body.put("msgtype", "text");
        body.putObject("text").put("content", cut(text, WECOM_BYTES));
      }
      case DINGTALK -> {
        body.put("msgtype", "text");
        body.putObject("text").put("content", cut(text, OTHERS_BYTES));
        address = secret.map(key -> signed(url, key, now)).orElse(url);
      }
      case FEISHU -> {
        secret.ifPresent(
            key -> {
              String seconds = Long.toString(now.getEpochSecond());
              body.put("timestamp", seconds).put("sign", sign(seconds + "\n" + key, ""));
            });
        body.put("msg_type", "text");
        // <at user_id="all"> in a customer's question would call everybody.
        body.putObject("content").put("text", cut(text.replace('<', '＜'), OTHERS_BYTES));
      }
      case JSON -> {
        body.put("title", DailyText.title(figures.day()));
        body.put("text", text);
        body.put("html", DailyText.html(figures));
        body.set("figures", json.valueToTree(figures));
      }
    }
    return new WebhookCall(address, body.toString());
  }

  /** DingTalk: the key signs the time and itself, as parameters of the address. */
  private static URI signed(URI url, String secret, Instant now) {
    String millis = Long.toString(now.toEpochMilli());
    String sign = URLEncoder.encode(sign(secret, millis + "\n" + secret), StandardCharsets.UTF_8);
    String address = url.toString();
    return URI.create(
        address + (address.indexOf('?') < 0 ? '?' : '&') + "timestamp=" + millis + "&sign=" + sign);
  }

  private static String sign(String key, String content) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), HMAC));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }

  /** Whole characters within a number of bytes; what is cut off is told by three dots. */
  static String cut(String text, int bytes) {
    if (text.getBytes(StandardCharsets.UTF_8).length <= bytes) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int left = bytes - "…".getBytes(StandardCharsets.UTF_8).length;
    for (int character : text.codePoints().toArray()) {
      left -= Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
      if (left < 0) {
        break;
      }
      kept.appendCodePoint(character);
    }
    return kept.append('…').toString();
  }

  /**
   * Why a robot refused: they answer 200 and say in the body that they did not take it.
   *
   * @return empty when it was taken
   */
  static Optional<String> refusal(Kind kind, int status, String answer, ObjectMapper json) {
    if (status < 200 || status >= 300) {
      return Optional.of("HTTP " + status);
    }
    if (kind == Kind.JSON) {
      return Optional.empty();
    }
    try {
      JsonNode body = json.readTree(answer);
      JsonNode code = null;
      for (String name : new String[] {"errcode", "code", "StatusCode"}) {
        code = code == null && body != null ? body.get(name) : code;
      }
      if (code != null && code.asInt(-1) == 0) {
        return Optional.empty();
      }
      return Optional.of("refused with code " + (code == null ? "(none)" : code.asText()));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return Optional.of("an answer that is no JSON");
    }
  }
}
