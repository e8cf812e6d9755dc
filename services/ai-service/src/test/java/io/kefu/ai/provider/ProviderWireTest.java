package io.kefu.ai.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.kefu.ai.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire to each provider, and what becomes of what comes back. */
class ProviderWireTest {

  private static final Duration PLENTY = Duration.ofSeconds(20);
  private static final ModelCall CALL = ModelCall.text("只根据资料回答", "保修多久？");
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"level\":{\"type\":\"string\"}}}";

  private static final WireMockServer SERVER = WireStage.SERVER;

  /** Of this test alone: a request that an earlier one gave up may be told of late. */
  private final String path = "/" + UUID.randomUUID();

  private final ObjectMapper json = new ObjectMapper();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource(value = ProviderKind.class, mode = Mode.EXCLUDE, names = "ANTHROPIC")
  void speaksOpenAisFormatToThoseWhoWantIt(ProviderKind kind) throws Exception {
    SERVER.stubFor(
        post(urlPathMatching(path + "/.*")).willReturn(okJson(openAi("整机质保 2 年[1]。", "stop"))));

    Completion completion = provider(kind, Map.of()).complete("acme", CALL, PLENTY);

    assertThat(completion).isEqualTo(new Completion("整机质保 2 年[1]。", "model-x", 31, 12));
    LoggedRequest request = only();
    assertThat(request.getUrl()).isEqualTo(path + "/chat/completions");
    assertThat(request.getHeader("Authorization")).isEqualTo("Bearer key-1");
    JsonNode body = json.readTree(request.getBodyAsString());
    assertThat(body.path("model").asText()).isEqualTo("model-x");
    assertThat(body.at("/messages/0/role").asText()).isEqualTo("system");
    assertThat(body.at("/messages/0/content").asText()).isEqualTo(CALL.system());
    assertThat(body.at("/messages/1/role").asText()).isEqualTo("user");
    assertThat(body.at("/messages/1/content").toString()).contains("保修多久？");
    assertThat(body.has("temperature")).isFalse();
    String limit = kind == ProviderKind.OPENAI ? "max_completion_tokens" : "max_tokens";
    String other = kind == ProviderKind.OPENAI ? "max_tokens" : "max_completion_tokens";
    assertThat(body.path(limit).asInt()).isEqualTo(800);
    assertThat(body.has(other)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "DEEPSEEK;/thinking/type;disabled",
        "GLM;/thinking/type;disabled",
        "DOUBAO;/thinking/type;disabled",
        "MOONSHOT;/thinking/type;disabled",
        "QWEN;/enable_thinking;false",
        "GEMINI;/reasoning_effort;low"
      })
  void tellsThoseWhoThinkAloudNotTo(ProviderKind kind, String pointer, String value)
      throws Exception {
    SERVER.stubFor(post(urlPathMatching(path + "/.*")).willReturn(okJson(openAi("好", "stop"))));

    provider(kind, Map.of()).complete("acme", CALL, PLENTY);

    assertThat(json.readTree(only().getBodyAsString()).at(pointer).asText()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI,json_schema",
    "GEMINI,json_schema",
    "OLLAMA,json_schema",
    "DEEPSEEK,json_object",
    "GLM,json_object",
    "QWEN,json_object",
    "MOONSHOT,json_object"
  })
  void asksForJsonInTheProvidersOwnWay(ProviderKind kind, String type) throws Exception {
    SERVER.stubFor(post(urlPathMatching(path + "/.*")).willReturn(okJson(openAi("{}", "stop"))));

    provider(kind, Map.of()).complete("acme", new ModelCall("s", "u", Optional.of(SCHEMA)), PLENTY);

    JsonNode format = json.readTree(only().getBodyAsString()).path("response_format");
    assertThat(format.path("type").asText()).isEqualTo(type);
    if (type.equals("json_schema")) {
      assertThat(format.at("/json_schema/schema/properties/level/type").asText())
          .isEqualTo("string");
    }
  }

  @Test
  void speaksAnthropicsFormatToClaude() throws Exception {
    SERVER.stubFor(
        post(urlPathMatching(path + "/.*"))
            .willReturn(
                okJson(
                    """
                    {"id":"msg_1","type":"message","role":"assistant","model":"claude-x",
                     "content":[{"type":"thinking","thinking":"客户想知道保修","signature":"s"},
                       {"type":"text","text":"整机质保 2 年[1]。"}],
                     "stop_reason":"end_turn","usage":{"input_tokens":31,"output_tokens":12}}
                    """)));

    Completion completion =
        provider(ProviderKind.ANTHROPIC, Map.of()).complete("acme", CALL, PLENTY);

    assertThat(completion).isEqualTo(new Completion("整机质保 2 年[1]。", "model-x", 31, 12));
    LoggedRequest request = only();
    assertThat(request.getUrl()).isEqualTo(path + "/messages");
    assertThat(request.getHeader("x-api-key")).isEqualTo("key-1");
    assertThat(request.getHeader("anthropic-version")).isEqualTo("2023-06-01");
    JsonNode body = json.readTree(request.getBodyAsString());
    assertThat(body.path("model").asText()).isEqualTo("model-x");
    assertThat(body.path("max_tokens").asInt()).isEqualTo(800);
    assertThat(body.path("system").toString()).contains(CALL.system());
    assertThat(body.at("/messages/0/role").asText()).isEqualTo("user");
  }

  @Test
  void sendsBaidusAppIdAndAnInstallationsOwnParameters() throws Exception {
    SERVER.stubFor(post(urlPathMatching(path + "/.*")).willReturn(okJson(openAi("好", "stop"))));

    provider(
            ProviderKind.ERNIE,
            Map.of("app-id", "app-7", "parameters", "{\"top_p\":0.5}", "temperature", "0.2"))
        .complete("acme", CALL, PLENTY);

    LoggedRequest request = only();
    assertThat(request.getHeader("appid")).isEqualTo("app-7");
    JsonNode body = json.readTree(request.getBodyAsString());
    assertThat(body.path("top_p").asDouble()).isEqualTo(0.5);
    assertThat(body.path("temperature").asDouble()).isEqualTo(0.2);
  }

  @Test
  void takesTheTenantsKeyBeforeTheInstallations() throws Exception {
    SERVER.stubFor(post(urlPathMatching(path + "/.*")).willReturn(okJson(openAi("好", "stop"))));
    ModelProvider provider =
        provider(
            ProviderKind.OPENAI,
            Map.of(),
            (tenant, name) -> tenant.equals("own") ? Optional.of("tenant-key") : Optional.empty());

    provider.complete("own", CALL, PLENTY);
    provider.complete("other", CALL, PLENTY);

    assertThat(requests())
        .extracting(request -> request.getHeader("Authorization"))
        .containsExactlyInAnyOrder("Bearer tenant-key", "Bearer key-1");
  }

  @ParameterizedTest
  @CsvSource({
    "429,RATE_LIMITED",
    "401,NOT_AUTHENTICATED",
    "403,NOT_AUTHENTICATED",
    "400,REFUSED",
    "404,REFUSED",
    "500,UNAVAILABLE",
    "503,UNAVAILABLE",
    "529,RATE_LIMITED",
    "302,REFUSED"
  })
  void namesWhatTheStatusMeans(int status, FailureKind kind) {
    for (ProviderKind provider : List.of(ProviderKind.OPENAI, ProviderKind.ANTHROPIC)) {
      SERVER.stubFor(
          post(urlPathMatching(path + "/.*"))
              .willReturn(
                  aResponse()
                      .withStatus(status)
                      .withHeader("Location", "http://localhost:1/steal")
                      .withBody("{\"error\":{\"message\":\"您的 key sk-secret 无效\"}}")));

      ProviderFailure failure = failure(provider, Map.of(), PLENTY);

      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure.getMessage()).doesNotContain("sk-secret");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE"})
  void aLostConnectionIsWorthRetrying(Fault fault) {
    SERVER.stubFor(post(urlPathMatching(path + "/.*")).willReturn(aResponse().withFault(fault)));

    ProviderFailure failure = failure(ProviderKind.DEEPSEEK, Map.of(), PLENTY);

    assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
  }

  @Test
  void refusedConnectionIsUnavailable() {
    ProviderFailure failure =
        failure(ProviderKind.DEEPSEEK, Map.of("base-url", "http://localhost:1/v1"), PLENTY);

    assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
  }

  @Test
  void givesUpOnAServerThatHangs() {
    answerWith(okJson(openAi("太晚了", "stop")).withFixedDelay(30_000));
    long begun = System.nanoTime();

    ProviderFailure failure = failure(ProviderKind.QWEN, Map.of(), Duration.ofMillis(400));

    assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void givesUpOnAServerThatDripsItsAnswer() {
    answerWith(okJson(openAi("太慢了", "stop")).withChunkedDribbleDelay(50, 30_000));
    long begun = System.nanoTime();

    ProviderFailure failure = failure(ProviderKind.QWEN, Map.of(), Duration.ofMillis(400));

    assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "not json at all;MALFORMED",
        "<html>502</html>;MALFORMED",
        "{\"choices\":[]};MALFORMED",
        "{\"choices\":null};MALFORMED",
        "{};MALFORMED",
        "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"\"}}]};EMPTY",
        "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"想\"}}]};EMPTY",
        "{\"choices\":[{\"message\":{\"content\":\"<think>客户问保修\"}}]};THINKING_ONLY",
        "{\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"content\":\"整机质保\"}}]};TRUNCATED",
        "{\"choices\":[{\"finish_reason\":\"content_filter\",\"message\":{\"content\":\"\"}}]};CONTENT_FILTERED"
      })
  void namesWhatIsWrongWithTheBody(String body, FailureKind kind) {
    answerWith(okJson(body));

    ProviderFailure failure = failure(ProviderKind.GLM, Map.of(), PLENTY);

    assertThat(failure.kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"refusal", "pause_turn", "model_context_window_exceeded"})
  void whatClaudeDidNotFinishIsNoAnswer(String stopReason) {
    answerWith(
        okJson(
            """
            {"id":"m","type":"message","role":"assistant","model":"c","stop_reason":"%s",
             "content":[{"type":"text","text":"整机质保 2 年[1]。"}],
             "usage":{"input_tokens":31,"output_tokens":9}}
            """
                .formatted(stopReason)));

    ProviderFailure failure = failure(ProviderKind.ANTHROPIC, Map.of(), PLENTY);

    assertThat(failure.kind()).isEqualTo(FailureKind.CONTENT_FILTERED);
    assertThat(failure.tokensOut()).isEqualTo(9);
  }

  @Test
  void removesThinkingFromTheAnswer() throws Exception {
    answerWith(okJson(openAi("<think>\\n客户问保修，资料说 2 年\\n</think>\\n\\n整机质保 2 年[1]。", "stop")));

    Completion completion = provider(ProviderKind.OLLAMA, Map.of()).complete("acme", CALL, PLENTY);

    assertThat(completion.text()).isEqualTo("整机质保 2 年[1]。");
  }

  @Test
  void withoutAKeyNobodyIsCalled() {
    ProviderFailure failure = failure(ProviderKind.OPENAI, Map.of("api-key", ""), PLENTY);

    assertThat(failure.kind()).isEqualTo(FailureKind.NO_KEY);
    assertThat(requests()).isEmpty();
  }

  @Test
  void streamsOpenAisFormatWithoutTheThinking() throws Exception {
    answerWith(
        sse(
            delta("{\"reasoning_content\":\"客户问保修\"}")
                + delta("{\"content\":\"<thi\"}")
                + delta("{\"content\":\"nk>想</think>整机\"}")
                + delta("{\"content\":\"质保 2 年[1]。\"}")
                + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
                + "data: [DONE]\n\n"));
    List<String> pieces = new ArrayList<>();

    Completion completion =
        provider(ProviderKind.DEEPSEEK, Map.of()).stream("acme", CALL, PLENTY, pieces::add);

    assertThat(completion.text()).isEqualTo("整机质保 2 年[1]。");
    assertThat(String.join("", pieces)).isEqualTo("整机质保 2 年[1]。");
    assertThat(pieces).hasSizeGreaterThan(1);
    assertThat(json.readTree(only().getBodyAsString()).path("stream").asBoolean()).isTrue();
  }

  @Test
  void streamsAnthropicsFormat() throws Exception {
    answerWith(
        sse(
            """
            event: message_start
            data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"c","content":[],"usage":{"input_tokens":31,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"整机"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"质保 2 年[1]。"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":12}}

            event: message_stop
            data: {"type":"message_stop"}

            """));
    List<String> pieces = new ArrayList<>();

    Completion completion =
        provider(ProviderKind.ANTHROPIC, Map.of()).stream("acme", CALL, PLENTY, pieces::add);

    assertThat(completion).isEqualTo(new Completion("整机质保 2 年[1]。", "model-x", 31, 12));
    assertThat(pieces).containsExactly("整机", "质保 2 年[1]。");
  }

  @Test
  void aStreamThatStallsIsGivenUp() {
    answerWith(sse(delta("{\"content\":\"整机\"}").repeat(40)).withChunkedDribbleDelay(40, 30_000));

    ProviderFailure failure =
        catchThrowableOfType(
            ProviderFailure.class,
            () ->
                provider(ProviderKind.DEEPSEEK, Map.of()).stream(
                    "acme", CALL, Duration.ofMillis(500), piece -> {}));

    assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
  }

  private void answerWith(ResponseDefinitionBuilder response) {
    SERVER.stubFor(post(urlPathMatching(path + "/.*")).willReturn(response));
  }

  private static ResponseDefinitionBuilder sse(String events) {
    return aResponse().withHeader("Content-Type", "text/event-stream").withBody(events);
  }

  private static String delta(String delta) {
    return "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}\n\n";
  }

  private static String openAi(String text, String finish) {
    return """
    {"id":"c1","object":"chat.completion","model":"echoed","choices":[{"index":0,
      "message":{"role":"assistant","content":"%s","reasoning_content":"想一想"},
      "finish_reason":"%s"}],
      "usage":{"prompt_tokens":31,"completion_tokens":12,"total_tokens":43}}
    """
        .formatted(text.replace("\"", "\\\""), finish);
  }

  private LoggedRequest only() {
    assertThat(requests()).hasSize(1);
    return requests().getFirst();
  }

  private List<LoggedRequest> requests() {
    return SERVER.findAll(postRequestedFor(urlPathMatching(path + "/.*")));
  }

  private ProviderFailure failure(ProviderKind kind, Map<String, String> settings, Duration limit) {
    ModelProvider provider = provider(kind, settings);
    return catchThrowableOfType(
        ProviderFailure.class, () -> provider.complete("acme", CALL, limit));
  }

  private ModelProvider provider(ProviderKind kind, Map<String, String> settings) {
    return provider(kind, settings, (tenant, name) -> Optional.empty());
  }

  private ModelProvider provider(
      ProviderKind kind, Map<String, String> settings, ProviderKeys keys) {
    Map<String, String> values = new HashMap<>();
    values.put("kind", kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    values.put("base-url", "http://localhost:" + SERVER.port() + path);
    values.put("model", "model-x");
    values.put("api-key", "key-1");
    values.putAll(settings);
    Map<String, String> named = new HashMap<>();
    values.forEach((name, value) -> named.put("kefu.ai.providers.p." + name, value));
    return new LangChainProvider(
        "p",
        Settings.of(ProviderConfig.class, named).byName().get("p"),
        new ChatModels(json),
        keys,
        threads);
  }
}
