package io.kefu.ai.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.kefu.ai.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * For each provider of the shipped configuration: what goes over the wire is, to the last field,
 * what {@code recorded/<name>.json} says, and its provider's kind of answer is understood. Each
 * file names the documentation that it was compared with.
 */
class RecordedRequestTest {

  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"level\":{\"type\":\"string\"}}}";

  private final WireStage stage = new WireStage();

  private final ObjectMapper json = new ObjectMapper();

  @AfterEach
  void end() {
    stage.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai",
        "claude",
        "deepseek",
        "qwen",
        "ernie",
        "gemini",
        "moonshot",
        "glm",
        "doubao",
        "ollama",
        "custom"
      })
  void theRequestIsAsRecordedAndTheAnswerIsUnderstood(String name) throws Exception {
    JsonNode recorded = recorded(name);
    stage.answerJson(recorded.path("response").toString());
    LangChainProvider provider = provider(name, recorded);

    Completion completion = provider.complete("acme", WireStage.CALL, WireStage.PLENTY);

    JsonNode request = recorded.path("request");
    assertThat(completion)
        .isEqualTo(new Completion("整机质保 2 年[1]。", request.at("/body/model").asText(), 31, 12));
    LoggedRequest sent = stage.requests().getFirst();
    assertThat(stage.pathOf(sent)).isEqualTo(URI.create(request.path("url").asText()).getPath());
    request
        .path("headers")
        .properties()
        .forEach(
            header ->
                assertThat(sent.getHeader(header.getKey()))
                    .as(header.getKey())
                    .isEqualTo(header.getValue().asText()));
    assertThat(sent.containsHeader("appid")).isEqualTo(request.path("headers").has("appid"));
    assertThat(withStream(sent)).isEqualTo(request.path("body"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai",
        "claude",
        "deepseek",
        "qwen",
        "ernie",
        "gemini",
        "moonshot",
        "glm",
        "doubao",
        "ollama",
        "custom"
      })
  void jsonIsAskedForAsRecorded(String name) throws Exception {
    JsonNode recorded = recorded(name);
    stage.answerJson(recorded.path("response").toString());

    provider(name, recorded)
        .complete("acme", new ModelCall("s", "u", Optional.of(SCHEMA)), WireStage.PLENTY);

    JsonNode sent = json.readTree(stage.requests().getFirst().getBodyAsString());
    assertThat(sent.path("response_format"))
        .isEqualTo(recorded.at("/request/json_mode/response_format"));
  }

  /** The address that is recorded is the shipped one, unless the installation must name one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai",
        "claude",
        "deepseek",
        "qwen",
        "ernie",
        "gemini",
        "moonshot",
        "glm",
        "doubao",
        "ollama"
      })
  void theShippedAddressIsTheRecordedOne(String name) throws Exception {
    ProviderKind kind = name.equals("claude") ? ProviderKind.ANTHROPIC : ProviderKind.ofCode(name);
    ProviderConfig.Settings shipped =
        Settings.of(
                ProviderConfig.class, Map.of("kefu.ai.providers." + name + ".kind", kind.code()))
            .byName()
            .get(name);

    String address = Address.of(shipped).orElseThrow();

    assertThat(recorded(name).at("/request/url").asText())
        .isEqualTo(address + (kind == ProviderKind.ANTHROPIC ? "/messages" : "/chat/completions"));
  }

  /** Not streaming is the default: some say it, some do not. */
  private JsonNode withStream(LoggedRequest sent) throws IOException {
    ObjectNode body = (ObjectNode) json.readTree(sent.getBodyAsString());
    if (!body.has("stream")) {
      body.put("stream", false);
    }
    return body;
  }

  private LangChainProvider provider(String name, JsonNode recorded) {
    JsonNode request = recorded.path("request");
    String call = URI.create(request.path("url").asText()).getPath();
    Map<String, String> settings = new HashMap<>();
    settings.put("base-url", stage.address(call.replaceFirst("/(chat/completions|messages)$", "")));
    settings.put("model", request.at("/body/model").asText());
    if (!request.at("/headers/Authorization").asText().equals("Bearer none")) {
      settings.put("api-key", "key-1");
    }
    if (request.path("headers").has("appid")) {
      settings.put("app-id", request.at("/headers/appid").asText());
    }
    return stage.provider(name, settings);
  }

  private JsonNode recorded(String name) throws IOException {
    try (InputStream in =
        RecordedRequestTest.class.getResourceAsStream("/recorded/" + name + ".json")) {
      return json.readTree(in);
    }
  }
}
