package io.kefu.gateway.poll;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kefu.chassis.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The body of {@code POST /api/v1/messages} as the payload of a message frame: what an integration
 * need not know gets a plain default (a private text chat with its sender). Pure.
 */
public final class RestMessage {

  private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait=(\\d{1,9})(?:$|[,;\\s])");
  private static final Map<String, String> DEFAULTS =
      Map.of("chat_type", "private", "content_type", "text");

  private RestMessage() {}

  /**
   * The payload of the frame.
   *
   * @throws ProblemException 400 when there is no message in it
   */
  public static JsonNode payload(ObjectNode body, Clock clock) {
    if (!(body.path("message") instanceof ObjectNode message)) {
      throw new ProblemException(400, "invalid_request", "message must be an object.");
    }
    ObjectNode payload = message.deepCopy();
    JsonNode id = payload.remove("id");
    if (id != null && !payload.has("message_id")) {
      payload.set("message_id", id);
    }
    DEFAULTS.forEach((field, value) -> orElse(payload, field, value));
    String chat = payload.path("chat_id").asText("");
    orElse(payload, "chat_name", chat);
    orElse(payload, "sender_id", chat);
    orElse(payload, "sender_name", payload.path("chat_name").asText(""));
    for (String flag : new String[] {"mentioned", "own"}) {
      if (!payload.has(flag)) {
        payload.put(flag, false);
      }
    }
    if (!payload.has("timestamp")) {
      JsonNode timestamp = body.path("timestamp");
      if (timestamp.isMissingNode() || timestamp.isNull()) {
        payload.put("timestamp", clock.instant().toString());
      } else {
        payload.set("timestamp", timestamp);
      }
    }
    return payload;
  }

  /**
   * How long to wait by {@code Prefer: wait=n} (RFC 7240); what is longer than allowed is cut.
   *
   * @param prefer header; may be null
   */
  public static Duration wait(String prefer, Duration otherwise, Duration longest) {
    Matcher asked = WAIT.matcher(prefer == null ? "" : prefer.toLowerCase(Locale.ROOT));
    if (!asked.find()) {
      return otherwise;
    }
    Duration wait = Duration.ofSeconds(Long.parseLong(asked.group(1)));
    return wait.compareTo(longest) > 0 ? longest : wait;
  }

  private static void orElse(ObjectNode payload, String field, String value) {
    if (!payload.hasNonNull(field)) {
      payload.put(field, value);
    }
  }
}
