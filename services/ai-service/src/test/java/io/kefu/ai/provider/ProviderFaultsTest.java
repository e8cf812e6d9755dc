package io.kefu.ai.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.kefu.ai.Settings;
import io.kefu.ai.provider.ProviderChain.Outcome;
import io.kefu.ai.provider.ProviderConfig.Tier;
import java.time.Duration;
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
import org.junit.jupiter.params.provider.EnumSource;

/** A chain on the wire whose primary does the worst, in both wire formats, streamed or not. */
class ProviderFaultsTest {

  private static final ModelCall CALL = ModelCall.text("只根据资料回答", "保修多久？");

  /** A slow machine's time; a fault that is not cut off takes 120 s. */
  private static final Duration LIMIT = Duration.ofSeconds(80);

  private static final int FOREVER_MS = 120_000;

  private static final WireMockServer SERVER = WireStage.SERVER;

  /** Of this test alone: a request that an earlier one gave up may be told of late. */
  private final String path = "/" + UUID.randomUUID();

  private final ObjectMapper json = new ObjectMapper();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** What a primary can do to us. */
  enum Trouble {
    HANGS(FailureKind.TIMEOUT),
    DRIPS(FailureKind.TIMEOUT),
    RESETS(FailureKind.UNAVAILABLE),
    SENDS_RUBBISH(FailureKind.UNAVAILABLE),
    LIMITS_THE_RATE(FailureKind.RATE_LIMITED),
    FAILS(FailureKind.UNAVAILABLE),
    IS_NO_JSON(FailureKind.MALFORMED),
    IS_EMPTY(FailureKind.MALFORMED),
    IS_OVERSIZED(FailureKind.OVERSIZED);

    private final FailureKind kind;

    Trouble(FailureKind kind) {
      this.kind = kind;
    }

    private ResponseDefinitionBuilder response() {
      String good = openAi("太晚了");
      return switch (this) {
        case HANGS -> okJson(good).withFixedDelay(FOREVER_MS);
        case DRIPS -> okJson(good).withChunkedDribbleDelay(good.length(), FOREVER_MS);
        case RESETS -> aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER);
        case SENDS_RUBBISH -> aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK);
        case LIMITS_THE_RATE -> aResponse().withStatus(429).withHeader("Retry-After", "120");
        case FAILS -> aResponse().withStatus(500).withBody("<html>boom</html>");
        case IS_NO_JSON -> okJson("{\"choices\":[{\"message\":");
        case IS_EMPTY -> okJson("{\"choices\":[]}");
        case IS_OVERSIZED -> okJson("{\"choices\":[],\"x\":\"" + "a".repeat(5_000_000) + "\"}");
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Trouble.class)
  void theBackupAnswersInTimeWithItsOwnModel(Trouble trouble) throws Exception {
    answer("/primary", trouble.response());
    answer("/backup", okJson(anthropic("整机质保 2 年[1]。")));
    Map<String, String> timeout =
        Map.of("timeout", trouble.kind == FailureKind.TIMEOUT ? "1s" : "30s");
    long begun = System.nanoTime();

    Outcome<String> outcome =
        chain(provider("primary", "deepseek", timeout), provider("backup", "anthropic", Map.of()))
            .write("acme", CALL, Tier.STRONG, LIMIT, Completion::text);

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT);
    assertThat(outcome).isInstanceOf(Outcome.Written.class);
    assertThat(outcome.attempts().getFirst().failure()).isEqualTo(trouble.kind);
    LoggedRequest backup = SERVER.findAll(requests("/backup")).getFirst();
    assertThat(json.readTree(backup.getBodyAsString()).path("model").asText())
        .isEqualTo("model-of-backup");
    assertThat(backup.getHeader("x-api-key")).isEqualTo("key-of-backup");
    LoggedRequest primary = SERVER.findAll(requests("/primary")).getFirst();
    assertThat(json.readTree(primary.getBodyAsString()).path("model").asText())
        .isEqualTo("model-of-primary");
    assertThat(primary.getHeader("Authorization")).isEqualTo("Bearer key-of-primary");
  }

  @Test
  void aBrokenCertificateIsNoAnswer() {
    ModelProvider primary =
        provider(
            "primary",
            "qwen",
            Map.of("base-url", "https://localhost:" + SERVER.httpsPort() + path + "/primary"));

    ProviderFailure failure = failure(() -> primary.complete("acme", CALL, LIMIT));

    // On a machine under load the handshake itself may run into the connection's time.
    assertThat(failure.kind()).isIn(FailureKind.UNAVAILABLE, FailureKind.TIMEOUT);
  }

  @Test
  void whoSaidWhenToComeAgainIsLeftAloneUntilThen() {
    answer("/primary", aResponse().withStatus(429).withHeader("Retry-After", "120"));
    ModelProvider primary = provider("primary", "glm", Map.of());

    ProviderFailure first = failure(() -> primary.complete("acme", CALL, LIMIT));
    ProviderFailure second = failure(() -> primary.complete("acme", CALL, LIMIT));
    ProviderFailure other = failure(() -> primary.complete("globex", CALL, LIMIT));

    assertThat(List.of(first.kind(), second.kind(), other.kind()))
        .containsExactly(FailureKind.RATE_LIMITED, FailureKind.RESTING, FailureKind.RATE_LIMITED);
    assertThat(SERVER.findAll(requests("/primary"))).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = ProviderKind.class,
      names = {"DEEPSEEK", "ANTHROPIC"})
  void aStreamThatBreaksOffIsNoAnswer(ProviderKind kind) {
    answer("/primary", sse(beginning(kind)));
    ModelProvider primary = provider("primary", kind.name().toLowerCase(Locale.ROOT), Map.of());

    ProviderFailure failure = failure(() -> primary.stream("acme", CALL, LIMIT, piece -> {}));

    assertThat(failure.kind()).isIn(FailureKind.UNAVAILABLE, FailureKind.MALFORMED);
  }

  @ParameterizedTest
  @EnumSource(
      value = ProviderKind.class,
      names = {"DEEPSEEK", "ANTHROPIC"})
  void aStreamThatDripsIsGivenUp(ProviderKind kind) {
    String events = beginning(kind).repeat(3);
    answer("/primary", sse(events).withChunkedDribbleDelay(events.length(), FOREVER_MS));
    ModelProvider primary = provider("primary", kind.name().toLowerCase(Locale.ROOT), Map.of());
    long begun = System.nanoTime();

    ProviderFailure failure =
        failure(() -> primary.stream("acme", CALL, Duration.ofSeconds(2), piece -> {}));

    assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT);
  }

  @Test
  void aStreamWithoutEndIsGivenUp() {
    answer("/primary", sse(beginning(ProviderKind.DEEPSEEK).repeat(5_000)));

    ProviderFailure failure =
        failure(
            () ->
                provider("primary", "deepseek", Map.of()).stream("acme", CALL, LIMIT, piece -> {}));

    assertThat(failure.kind()).isEqualTo(FailureKind.OVERSIZED);
  }

  @Test
  void aStatusOfAStreamIsNamed() {
    answer("/primary", aResponse().withStatus(401).withBody("key sk-x is wrong"));

    ProviderFailure failure =
        failure(
            () ->
                provider("primary", "moonshot", Map.of()).stream("acme", CALL, LIMIT, piece -> {}));

    assertThat(failure.kind()).isEqualTo(FailureKind.NOT_AUTHENTICATED);
    assertThat(failure.getMessage()).doesNotContain("sk-x");
  }

  private static String beginning(ProviderKind kind) {
    return kind == ProviderKind.ANTHROPIC
        ? """
        event: message_start
        data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"c","content":[],"usage":{"input_tokens":31,"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"整机质保"}}

        """
        : """
        data: {"id":"c","choices":[{"index":0,"delta":{"content":"整机质保"},"finish_reason":null}]}

        """;
  }

  private interface Work {
    void run() throws ProviderFailure;
  }

  private static ProviderFailure failure(Work work) {
    return catchThrowableOfType(ProviderFailure.class, work::run);
  }

  private void answer(String provider, ResponseDefinitionBuilder response) {
    SERVER.stubFor(post(urlPathMatching(path + provider + "/.*")).willReturn(response));
  }

  private com.github.tomakehurst.wiremock.matching.RequestPatternBuilder requests(String provider) {
    return postRequestedFor(urlPathMatching(path + provider + "/.*"));
  }

  private static ResponseDefinitionBuilder sse(String events) {
    return aResponse().withHeader("Content-Type", "text/event-stream").withBody(events);
  }

  private ProviderChain chain(ModelProvider... providers) {
    return new ProviderChain(
        tenant -> List.of(providers),
        Settings.of(ChainConfig.class, Map.of()),
        (tenant, attempt) -> {},
        System::nanoTime,
        time -> Thread.sleep(time));
  }

  private ModelProvider provider(String name, String kind, Map<String, String> settings) {
    Map<String, String> values = new HashMap<>();
    values.put("kind", kind);
    values.put("base-url", "http://localhost:" + SERVER.port() + path + "/" + name);
    values.put("model", "model-of-" + name);
    values.put("api-key", "key-of-" + name);
    values.putAll(settings);
    Map<String, String> named = new HashMap<>();
    values.forEach((key, value) -> named.put("kefu.ai.providers." + name + "." + key, value));
    ProviderConfig.Settings read = Settings.of(ProviderConfig.class, named).byName().get(name);
    return new LangChainProvider(
        name, read, new ChatModels(json), (tenant, provider) -> Optional.empty(), threads);
  }

  private static String openAi(String text) {
    return """
    {"id":"c1","choices":[{"index":0,"message":{"role":"assistant","content":"%s"},
      "finish_reason":"stop"}],"usage":{"prompt_tokens":31,"completion_tokens":12}}
    """
        .formatted(text);
  }

  private static String anthropic(String text) {
    return """
    {"id":"msg_1","type":"message","role":"assistant","model":"c",
     "content":[{"type":"text","text":"%s"}],
     "stop_reason":"end_turn","usage":{"input_tokens":31,"output_tokens":12}}
    """
        .formatted(text);
  }
}
