package io.kefu.agent.link;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import io.kefu.agent.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Uploads files to the gateway. Blocks; thread-safe. */
public final class Uploads {

  private static final int CREATED = 201;

  /** Token just replaced, the same upload still running, too many of them. */
  private static final Set<Integer> LATER = Set.of(401, 409, 429);

  private final GatewayHttp http;
  private final Supplier<Optional<String>> token;

  /**
   * Uploads with the session's token.
   *
   * @param token the access token, when there is a session
   */
  public Uploads(GatewayHttp http, Supplier<Optional<String>> token) {
    this.http = http;
    this.token = token;
  }

  /** The gateway answered and will not have it: asking again changes nothing. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  /**
   * What is uploaded.
   *
   * @param name what it is called
   * @param type its media type
   * @param size bytes
   * @param source opens it
   */
  public record Content(String name, String type, long size, GatewayHttp.Source source) {}

  /**
   * Uploads one file.
   *
   * @return what names it: {@code file_id}, {@code name}, {@code size}, {@code sha256}
   * @throws IOException when the gateway did not take it; the message says why
   */
  public Map<String, Object> upload(Path file, String name, String type) throws IOException {
    return upload(
        new Content(name, type, Files.size(file), () -> Files.newInputStream(file)),
        Optional.empty());
  }

  /**
   * Uploads one file, once however often it is tried under a key.
   *
   * @throws Refused when it will never be taken
   * @throws IOException when it was not taken this time
   */
  public Map<String, Object> upload(Content content, String idempotencyKey) throws IOException {
    return upload(content, Optional.of(idempotencyKey));
  }

  private Map<String, Object> upload(Content content, Optional<String> key) throws IOException {
    String bearer = token.get().orElseThrow(() -> new IOException("there is no session"));
    GatewayHttp.Answer answer =
        http.upload(
            "/api/v1/files?name=" + URLEncoder.encode(content.name(), StandardCharsets.UTF_8),
            content.source(),
            content.size(),
            content.type(),
            bearer,
            key);
    try {
      JsonObject body = Json.read(answer.body());
      if (answer.status() != CREATED) {
        String why =
            "the gateway refused the file (HTTP "
                + answer.status()
                + "): "
                + body.optionalText("detail").orElse("");
        boolean later = answer.status() >= 500 || LATER.contains(answer.status());
        throw later ? new IOException(why) : new Refused(why);
      }
      Map<String, Object> named = new LinkedHashMap<>();
      named.put("file_id", body.id("file_id"));
      named.put("name", content.name());
      named.put("size", body.integer("size", 0));
      named.put("sha256", body.text("sha256"));
      return named;
    } catch (BadJson e) {
      throw new IOException("the gateway's answer (HTTP " + answer.status() + ") is no JSON", e);
    }
  }
}
