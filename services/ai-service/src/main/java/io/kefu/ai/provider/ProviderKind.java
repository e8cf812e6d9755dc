package io.kefu.ai.provider;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Map;

/**
 * The providers of domain.md §7: what their wire format wants. Two client classes speak to all of
 * them; the differences are here, as data. Which documentation each was compared with is said in
 * {@code src/test/resources/recorded}, beside the request that it leads to.
 */
public enum ProviderKind {
  /** OpenAI itself: the newer models refuse {@code max_tokens}. */
  OPENAI(Wire.OPENAI, "https://api.openai.com/v1", true, JsonMode.SCHEMA, Map.of()),
  /** Claude. */
  ANTHROPIC(Wire.ANTHROPIC, "https://api.anthropic.com/v1/", true, JsonMode.PROMPT, Map.of()),
  /** Thinks unless told not to. */
  DEEPSEEK(
      Wire.OPENAI,
      "https://api.deepseek.com",
      true,
      JsonMode.OBJECT,
      Map.of("thinking", Map.of("type", "disabled"))),
  /** 通义千问. */
  QWEN(
      Wire.OPENAI,
      "https://dashscope.aliyuncs.com/compatible-mode/v1",
      true,
      JsonMode.OBJECT,
      Map.of("enable_thinking", false)),
  /** 文心一言, Qianfan v2: {@code enable_thinking} is off unless asked for. */
  ERNIE(Wire.OPENAI, "https://qianfan.baidubce.com/v2", true, JsonMode.OBJECT, Map.of()),
  /** Gemini by its OpenAI-compatible door. */
  GEMINI(
      Wire.OPENAI,
      "https://generativelanguage.googleapis.com/v1beta/openai/",
      true,
      JsonMode.SCHEMA,
      Map.of("reasoning_effort", "low")),
  /** Kimi. */
  MOONSHOT(
      Wire.OPENAI,
      "https://api.moonshot.cn/v1",
      true,
      JsonMode.OBJECT,
      Map.of("thinking", Map.of("type", "disabled"))),
  /** 智谱; knows {@code json_object} only. */
  GLM(
      Wire.OPENAI,
      "https://open.bigmodel.cn/api/paas/v4",
      true,
      JsonMode.OBJECT,
      Map.of("thinking", Map.of("type", "disabled"))),
  /** 豆包, Ark: thinks unless told not to. */
  DOUBAO(
      Wire.OPENAI,
      "https://ark.cn-beijing.volces.com/api/v3",
      true,
      JsonMode.OBJECT,
      Map.of("thinking", Map.of("type", "disabled"))),
  /** A model of one's own; {@code response_format} takes a schema. */
  OLLAMA(Wire.OPENAI, "http://localhost:11434/v1", false, JsonMode.SCHEMA, Map.of()),
  /** Any other server that speaks OpenAI's format; needs a base URL. */
  OPENAI_COMPATIBLE(Wire.OPENAI, null, false, JsonMode.OBJECT, Map.of());

  /** Which client class speaks. */
  enum Wire {
    /** {@code POST …/chat/completions}. */
    OPENAI,
    /** {@code POST …/messages}. */
    ANTHROPIC
  }

  /** How a model is told to answer in JSON. */
  public enum JsonMode {
    /** {@code response_format: json_schema}. */
    SCHEMA,
    /** {@code response_format: json_object}; the schema stands in the prompt. */
    OBJECT,
    /** The prompt alone. */
    PROMPT
  }

  private final Wire wire;
  private final String baseUrl;
  private final boolean needsKey;
  private final JsonMode jsonMode;
  private final Map<String, Object> parameters;

  ProviderKind(
      Wire wire,
      String baseUrl,
      boolean needsKey,
      JsonMode jsonMode,
      Map<String, Object> parameters) {
    this.wire = wire;
    this.baseUrl = baseUrl;
    this.needsKey = needsKey;
    this.jsonMode = jsonMode;
    this.parameters = parameters;
  }

  /** Its name in JSON and in configuration: {@code openai-compatible}. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The kind of a name.
   *
   * @throws IllegalArgumentException when there is none
   */
  @JsonCreator
  static ProviderKind ofCode(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  Wire wire() {
    return wire;
  }

  /** Where the provider lives; null when only the installation knows. */
  public String baseUrl() {
    return baseUrl;
  }

  /** Whether nothing works without a key. */
  public boolean needsKey() {
    return needsKey;
  }

  /** How it is told to answer in JSON. */
  public JsonMode jsonMode() {
    return jsonMode;
  }

  /** What the body holds beside the standard fields, mostly "do not think aloud". */
  Map<String, Object> parameters() {
    return parameters;
  }
}
