package io.kefu.ai.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.kefu.ai.provider.ProviderConfig.Settings;
import io.kefu.ai.provider.ProviderKind.Wire;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes langchain4j's models from settings known only at run time. The builders' own retries are
 * off: the chain decides what is worth repeating.
 */
final class ChatModels {

  /** langchain4j's client insists on a key; servers without keys ignore it. */
  private static final String NO_KEY = "none";

  private final SharedHttp http = new SharedHttp();
  private final ObjectMapper json;

  ChatModels(ObjectMapper json) {
    this.json = json;
  }

  /** A model that answers at once. */
  ChatModel blocking(Settings settings, String key) {
    boolean openAi = settings.kind() == ProviderKind.OPENAI;
    if (settings.kind().wire() == Wire.ANTHROPIC) {
      return AnthropicChatModel.builder()
          .httpClientBuilder(http)
          .baseUrl(Address.of(settings).orElseThrow())
          .apiKey(key)
          .modelName(model(settings))
          .maxTokens(settings.maxOutputTokens())
          .temperature(settings.temperature().orElse(null))
          .customParameters(parameters(settings))
          .maxRetries(0)
          .build();
    }
    return OpenAiChatModel.builder()
        .httpClientBuilder(http)
        .baseUrl(Address.of(settings).orElseThrow())
        .apiKey(key == null ? NO_KEY : key)
        .modelName(model(settings))
        .maxTokens(openAi ? null : Integer.valueOf(settings.maxOutputTokens()))
        .maxCompletionTokens(openAi ? Integer.valueOf(settings.maxOutputTokens()) : null)
        .temperature(settings.temperature().orElse(null))
        .customParameters(parameters(settings))
        .customHeaders(headers(settings))
        .strictJsonSchema(false)
        .returnThinking(false)
        .maxRetries(0)
        .build();
  }

  /** A model that tells its text as it grows. */
  StreamingChatModel streaming(Settings settings, String key) {
    boolean openAi = settings.kind() == ProviderKind.OPENAI;
    if (settings.kind().wire() == Wire.ANTHROPIC) {
      return AnthropicStreamingChatModel.builder()
          .httpClientBuilder(http)
          .baseUrl(Address.of(settings).orElseThrow())
          .apiKey(key)
          .modelName(model(settings))
          .maxTokens(settings.maxOutputTokens())
          .temperature(settings.temperature().orElse(null))
          .customParameters(parameters(settings))
          .build();
    }
    return OpenAiStreamingChatModel.builder()
        .httpClientBuilder(http)
        .baseUrl(Address.of(settings).orElseThrow())
        .apiKey(key == null ? NO_KEY : key)
        .modelName(model(settings))
        .maxTokens(openAi ? null : Integer.valueOf(settings.maxOutputTokens()))
        .maxCompletionTokens(openAi ? Integer.valueOf(settings.maxOutputTokens()) : null)
        .temperature(settings.temperature().orElse(null))
        .customParameters(parameters(settings))
        .customHeaders(headers(settings))
        .returnThinking(false)
        .build();
  }

  /** Reads why models stopped. */
  Ending ending() {
    return new Ending(json);
  }

  /** Whether there is all that a call needs, but for the key. */
  static boolean isWhole(Settings settings) {
    return settings.model().filter(name -> !name.isBlank()).isPresent()
        && Address.of(settings).isPresent();
  }

  static String model(Settings settings) {
    return settings.model().orElseThrow().strip();
  }

  private static Map<String, String> headers(Settings settings) {
    return settings
        .appId()
        .map(String::strip)
        .filter(appId -> !appId.isEmpty())
        .map(appId -> Map.of("appid", appId))
        .orElse(Map.of());
  }

  /** The same, asking for JSON of a schema in the way the provider understands. */
  Map<String, Object> parameters(Settings settings, String schema) {
    Map<String, Object> all = parameters(settings);
    switch (settings.jsonMode().orElse(settings.kind().jsonMode())) {
      case SCHEMA ->
          all.put(
              "response_format",
              Map.of(
                  "type",
                  "json_schema",
                  "json_schema",
                  Map.of("name", "answer", "schema", object(schema))));
      case OBJECT -> all.put("response_format", Map.of("type", "json_object"));
      case PROMPT -> {
        // The schema stands in the prompt, whatever the mode.
      }
    }
    return all;
  }

  /** What the body holds beside the standard fields. */
  Map<String, Object> parameters(Settings settings) {
    if (settings.parameters().isEmpty()) {
      return new HashMap<>(settings.kind().parameters());
    }
    return object(settings.parameters().get());
  }

  private Map<String, Object> object(String text) {
    try {
      return json.readValue(text, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("neither parameters nor a schema: no JSON object", e);
    }
  }
}
