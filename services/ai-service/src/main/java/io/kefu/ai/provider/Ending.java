package io.kefu.ai.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.output.FinishReason;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Why a model stopped, in the provider's own words: langchain4j knows OpenAI's five and forgets
 * every other, so that a text which GLM's filter cut off ({@code sensitive}) would look whole. A
 * reason that nobody knows is no reason to trust a text. Sources: docs/providers.md. Thread-safe.
 */
final class Ending {

  /**
   * Said by OpenAI's format, Ollama and vLLM, Qianfan v1, Gemini, TGI, Cohere, Claude's proxies.
   */
  private static final Set<String> WHOLE =
      Set.of("stop", "normal", "eos", "eos_token", "stop_sequence", "end_turn", "complete");

  private static final Set<String> CUT =
      Set.of(
          "length",
          "max_tokens",
          "max_output_tokens",
          "model_length",
          "model_context_window_exceeded");

  /** OpenAI, Qwen, ERNIE, Doubao; GLM and Hunyuan; Gemini; Moonshot and others. */
  private static final Set<String> FILTERED =
      Set.of(
          "content_filter",
          "sensitive",
          "safety",
          "recitation",
          "blocklist",
          "prohibited_content",
          "spii",
          "language",
          "refusal");

  /** DeepSeek; GLM; vLLM, OpenRouter: worth asking again, or somebody else. */
  private static final Set<String> BROKEN =
      Set.of("insufficient_system_resource", "network_error", "error", "abort", "aborted");

  /** ERNIE: from here on a text may not be shown, or ends the conversation. */
  private static final int FLAG_UNSAFE = 2;

  private final ObjectMapper json;

  Ending(ObjectMapper json) {
    this.json = json;
  }

  /** What is wrong with the way an answer ended; empty when it is whole. */
  Optional<FailureKind> failure(ChatResponse response) {
    FinishReason finish = response.finishReason();
    if (finish != null && finish != FinishReason.STOP) {
      return Optional.of(
          switch (finish) {
            case LENGTH -> FailureKind.TRUNCATED;
            // We offer no tools: whoever calls one did not answer.
            case TOOL_EXECUTION -> FailureKind.MALFORMED;
            // OTHER is how Claude's "refusal" arrives, and whatever else ended it early.
            default -> FailureKind.CONTENT_FILTERED;
          });
    }
    if (response.metadata() instanceof OpenAiChatResponseMetadata metadata) {
      return answers(metadata).stream().flatMap(answer -> failure(answer).stream()).findFirst();
    }
    return Optional.empty();
  }

  private static Optional<FailureKind> failure(JsonNode answer) {
    if (!answer.path("error").isMissingNode() && !answer.path("error").isNull()) {
      // In the middle of a stream, where no status can be sent any more.
      return Optional.of(FailureKind.UNAVAILABLE);
    }
    JsonNode choice = answer.at("/choices/0");
    if (choice.path("flag").asInt(0) >= FLAG_UNSAFE) {
      return Optional.of(FailureKind.CONTENT_FILTERED);
    }
    if (!choice.at("/message/refusal").asText("").isBlank()
        || !choice.at("/delta/refusal").asText("").isBlank()) {
      return Optional.of(FailureKind.CONTENT_FILTERED);
    }
    String reason = choice.path("finish_reason").asText("").strip().toLowerCase(Locale.ROOT);
    if (choice.path("finish_reason").isNull() || reason.isEmpty() || WHOLE.contains(reason)) {
      return Optional.empty();
    }
    if (CUT.contains(reason)) {
      return Optional.of(FailureKind.TRUNCATED);
    }
    if (FILTERED.contains(reason)) {
      return Optional.of(FailureKind.CONTENT_FILTERED);
    }
    return Optional.of(BROKEN.contains(reason) ? FailureKind.UNAVAILABLE : FailureKind.MALFORMED);
  }

  /** The body, or each event. */
  private List<JsonNode> answers(OpenAiChatResponseMetadata metadata) {
    List<ServerSentEvent> events = metadata.rawServerSentEvents();
    if (events != null && !events.isEmpty()) {
      return events.stream().map(ServerSentEvent::data).map(this::read).toList();
    }
    SuccessfulHttpResponse raw = metadata.rawHttpResponse();
    return raw == null || raw.body() == null ? List.of() : List.of(read(raw.body()));
  }

  private JsonNode read(String body) {
    try {
      return json.readTree(body == null || !body.stripLeading().startsWith("{") ? "{}" : body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
