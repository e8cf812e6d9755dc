package io.kefu.agent.command;

import io.kefu.agent.json.BadJson;
import io.kefu.agent.json.Json;
import io.kefu.agent.json.JsonObject;
import io.kefu.agent.link.GatewayHttp;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Uploads files to the gateway. Blocks; thread-safe. */
public final class Uploads {

  private static final int CREATED = 201;

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

  /**
   * Uploads one file.
   *
   * @return what names it: {@code file_id}, {@code name}, {@code size}, {@code sha256}
   * @throws IOException when the gateway did not take it; the message says why
   */
  Map<String, Object> upload(Path file, String name, String type) throws IOException {
    String bearer = token.get().orElseThrow(() -> new IOException("there is no session"));
    GatewayHttp.Answer answer =
        http.upload(
            "/api/v1/files?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8),
            file,
            type,
            bearer);
    try {
      JsonObject body = Json.read(answer.body());
      if (answer.status() != CREATED) {
        throw new IOException(
            "the gateway refused the file (HTTP "
                + answer.status()
                + "): "
                + body.optionalText("detail").orElse(""));
      }
      Map<String, Object> named = new LinkedHashMap<>();
      named.put("file_id", body.id("file_id"));
      named.put("name", name);
      named.put("size", body.integer("size", 0));
      named.put("sha256", body.text("sha256"));
      return named;
    } catch (BadJson e) {
      throw new IOException("the gateway's answer (HTTP " + answer.status() + ") is no JSON", e);
    }
  }
}
