package io.kefu.ai.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers that say the same otherwise, endings that are none, and settings as people write them.
 */
class OddAnswersTest {

  private final WireStage stage = new WireStage();

  @AfterEach
  void end() {
    stage.end();
  }

  @ParameterizedTest
  @CsvSource({
    "glm,sensitive,CONTENT_FILTERED",
    "glm,network_error,UNAVAILABLE",
    "glm,model_context_window_exceeded,TRUNCATED",
    "deepseek,insufficient_system_resource,UNAVAILABLE",
    "openai,content_filter,CONTENT_FILTERED",
    "qwen,content_filter,CONTENT_FILTERED",
    "ernie,content_filter,CONTENT_FILTERED",
    "gemini,SAFETY,CONTENT_FILTERED",
    "gemini,RECITATION,CONTENT_FILTERED",
    "gemini,PROHIBITED_CONTENT,CONTENT_FILTERED",
    "gemini,MAX_TOKENS,TRUNCATED",
    "doubao,length,TRUNCATED",
    "custom,abort,UNAVAILABLE",
    "custom,tool_calls,MALFORMED",
    "custom,function_call,MALFORMED",
    "custom,something_new,MALFORMED"
  })
  void aTextThatDidNotEndByItselfIsNoAnswer(String name, String reason, FailureKind kind) {
    stage.answerJson(openAi("\"整机质保 2 年[1]。\"", "\"" + reason + "\"", ""));

    ProviderFailure atOnce = failure(name);
    stage.begin();
    stage.answerEvents(
        delta("{\"content\":\"整机质保 2 年[1]。\"}", "null")
            + delta("{}", "\"" + reason + "\"")
            + "data: [DONE]\n\n");
    ProviderFailure streamed =
        catchThrowableOfType(ProviderFailure.class, () -> stream(name, new ArrayList<>()));

    assertThat(atOnce.kind()).isEqualTo(kind);
    assertThat(atOnce.tokensOut()).isEqualTo(12);
    assertThat(streamed.kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "custom,\"stop\"",
    "gemini,\"STOP\"",
    "ernie,\"normal\"",
    "custom,\"eos\"",
    "custom,null",
    "custom,\"\""
  })
  void aTextThatEndedByItselfIsOne(String name, String reason) throws Exception {
    stage.answerJson(openAi("\"整机质保 2 年[1]。\"", reason, ""));

    Completion completion = provider(name).complete("acme", WireStage.CALL, WireStage.PLENTY);

    assertThat(completion.text()).isEqualTo("整机质保 2 年[1]。");
  }

  @ParameterizedTest
  @CsvSource({"0,", "1,", "2,CONTENT_FILTERED", "3,CONTENT_FILTERED", "4,CONTENT_FILTERED"})
  void whatBaiduForbidsToShowIsNoAnswer(int flag, FailureKind kind) {
    stage.answerJson(openAi("\"整机质保 2 年[1]。\"", "\"stop\"", ",\"flag\":" + flag));

    ProviderFailure failure = failure("ernie");

    assertThat(failure == null ? null : failure.kind()).isEqualTo(kind);
  }

  @Test
  void aRefusalIsNoAnswer() {
    stage.answerJson(openAi("null,\"refusal\":\"I can't help with that\"", "\"stop\"", ""));

    assertThat(failure("openai").kind()).isEqualTo(FailureKind.CONTENT_FILTERED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"type\":\"text\",\"text\":\"整机质保 \"},{\"type\":\"text\",\"text\":\"2 年[1]。\"}]",
        "[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"想\"}]},{\"type\":\"text\",\"text\":\"整机质保 2 年[1]。\"}]",
        "[\"整机质保 \",\"2 年[1]。\"]"
      })
  void aListOfPartsIsRead(String content) throws Exception {
    stage.answerJson(openAi(content, "\"stop\"", ""));

    Completion completion = provider("custom").complete("acme", WireStage.CALL, WireStage.PLENTY);

    assertThat(completion.text()).isEqualTo("整机质保 2 年[1]。");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "null,\"tool_calls\":[{\"id\":\"t\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}];\"tool_calls\";MALFORMED",
        "null,\"reasoning_content\":\"客户问保修\";\"stop\";EMPTY",
        "\"\",\"reasoning_content\":\"客户问保修\";\"length\";TRUNCATED",
        "[];\"stop\";EMPTY",
        "{\"text\":\"整机\"};\"stop\";MALFORMED"
      })
  void anAnswerWithoutATextIsNone(String content, String reason, FailureKind kind) {
    stage.answerJson(openAi(content, reason, ""));

    assertThat(failure("custom").kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "text/html;<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
        "application/json;{\"error\":{\"code\":\"1113\",\"message\":\"余额不足 sk-secret\"}}",
        "application/json;{\"code\":20012,\"message\":\"model is busy\"}",
        "application/json;[]",
        "application/json;\"ok\"",
        "application/json;`   `"
      })
  void aPageOrAnErrorBehindA200IsNoAnswer(String type, String body) {
    stage.answer(aResponse().withHeader("Content-Type", type).withBody(body));

    ProviderFailure failure = failure("custom");
    ProviderFailure streamed =
        catchThrowableOfType(ProviderFailure.class, () -> stream("custom", new ArrayList<>()));

    assertThat(failure.kind()).isIn(FailureKind.MALFORMED, FailureKind.EMPTY);
    assertThat(failure.getMessage()).doesNotContain("sk-secret", "502");
    assertThat(streamed.kind()).isIn(FailureKind.MALFORMED, FailureKind.UNAVAILABLE);
  }

  @Test
  void anErrorInTheMiddleOfAStreamIsNoAnswer() {
    stage.answerEvents(
        delta("{\"content\":\"整机质保\"}", "null")
            + "data: {\"error\":{\"message\":\"overloaded\"}}\n\ndata: [DONE]\n\n");

    ProviderFailure failure =
        catchThrowableOfType(ProviderFailure.class, () -> stream("custom", new ArrayList<>()));

    assertThat(failure).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void aStreamMayBeKeptAwakeAndCountItsTokensLast(String line) throws Exception {
    String events =
        ": keep-alive\n\ndata:\n\ndata: \n\ndata: ping\n\nevent: ping\ndata: {}\n\n"
            + delta("{\"role\":\"assistant\"}", "null")
            + delta("{\"reasoning_content\":\"客户问保修\"}", "null")
            + delta("{\"content\":\"整机质保 \"}", "null")
            + ": keep-alive\n\n"
            + delta("{\"content\":\"2 年[1]。\"}", "\"\"")
            + delta("{\"content\":\"\"}", "\"stop\"")
            + "data: {\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":31,\"completion_tokens\":12,\"total_tokens\":43}}\n\n"
            + "data: [DONE]\n\n";
    stage.answerEvents(events.replace("\n", line));
    List<String> pieces = new ArrayList<>();

    Completion completion = stream("custom", pieces);

    assertThat(completion).isEqualTo(new Completion("整机质保 2 年[1]。", "model-x", 31, 12));
    assertThat(String.join("", pieces)).isEqualTo("整机质保 2 年[1]。");
  }

  @Test
  void partsAreReadInAStreamToo() throws Exception {
    stage.answerEvents(
        delta("{\"content\":[{\"type\":\"text\",\"text\":\"整机质保 2 年[1]。\"}]}", "null")
            + delta("{}", "\"stop\"")
            + "data: [DONE]\n\n");

    assertThat(stream("custom", new ArrayList<>()).text()).isEqualTo("整机质保 2 年[1]。");
  }

  @ParameterizedTest
  @CsvSource({
    "custom,/v1,/v1/chat/completions",
    "custom,/v1/,/v1/chat/completions",
    "custom,/v1//,/v1/chat/completions",
    "custom,' /v1 ',/v1/chat/completions",
    "custom,/v1/chat/completions,/v1/chat/completions",
    "custom,/v1/chat/completions/,/v1/chat/completions",
    "custom,'',/chat/completions",
    "ollama,/proxy,/proxy/chat/completions"
  })
  void anAddressMayBeWrittenInAnyWay(String name, String written, String called) throws Exception {
    stage.answerJson(openAi("\"好\"", "\"stop\"", ""));
    String blank = written.startsWith(" ") ? " " : "";
    String address = blank + stage.address(written.strip()) + blank;

    stage
        .provider(name, Map.of("base-url", address, "model", " model-x ", "api-key", " key-1\n"))
        .complete("acme", WireStage.CALL, WireStage.PLENTY);

    assertThat(stage.pathOf(stage.requests().getFirst())).isEqualTo(called);
    assertThat(stage.requests().getFirst().getHeader("Authorization")).isEqualTo("Bearer key-1");
    assertThat(stage.requests().getFirst().getBodyAsString()).contains("\"model-x\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"key 1", "key\n1", "密钥", "key\u00001"})
  void aKeyThatCannotBeOneIsNotSent(String key) {
    ProviderFailure failure =
        catchThrowableOfType(
            ProviderFailure.class,
            () ->
                stage
                    .provider("deepseek", Map.of("base-url", stage.address("/v1"), "api-key", key))
                    .complete("acme", WireStage.CALL, WireStage.PLENTY));

    assertThat(failure.kind()).isEqualTo(FailureKind.NOT_AUTHENTICATED);
    assertThat(failure.getMessage()).doesNotContain("key 1");
    assertThat(stage.requests()).isEmpty();
  }

  private LangChainProvider provider(String name) {
    Map<String, String> settings = new HashMap<>();
    settings.put("base-url", stage.address("/v1"));
    settings.put("model", "model-x");
    settings.put("api-key", "key-1");
    return stage.provider(name, settings);
  }

  private ProviderFailure failure(String name) {
    return catchThrowableOfType(
        ProviderFailure.class,
        () -> provider(name).complete("acme", WireStage.CALL, WireStage.PLENTY));
  }

  private Completion stream(String name, List<String> pieces) throws ProviderFailure {
    return provider(name).stream("acme", WireStage.CALL, WireStage.PLENTY, pieces::add);
  }

  private static String delta(String delta, String reason) {
    return "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + reason
        + "}]}\n\n";
  }

  private static String openAi(String content, String reason, String more) {
    return "{\"id\":\"c1\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
        + "{\"role\":\"assistant\",\"content\":"
        + content
        + "},\"finish_reason\":"
        + reason
        + more
        + "}],\"usage\":{\"prompt_tokens\":31,\"completion_tokens\":12,\"total_tokens\":43}}";
  }
}
