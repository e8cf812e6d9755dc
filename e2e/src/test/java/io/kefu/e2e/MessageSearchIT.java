package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Words are looked for over the API as a person types them, whatever they type. */
class MessageSearchIT {

  private static final String ODD = "含税100%双枪320kW_OCPP1.6J，发票😀it's \"直流\" \\end";
  private static final String OTHER = "含税100元单头7千瓦";

  private static String chat;

  @BeforeAll
  static void twoMessages() {
    chat = E2e.unique("wxid-search");
    String agentId = E2e.unique("search");
    var made =
        E2e.fleet()
            .gateway()
            .send("POST", "/api/v1/agents", Map.of("agent_id", agentId, "name", agentId));
    var login =
        E2e.login(
            Map.of(
                "tenant", E2e.fleet().login().tenant(),
                "agent_id", agentId,
                "secret_key", E2e.json(made.body()).path("secret_key").asText()));
    try (AgentSocket agent =
        AgentSocket.connect(
            E2e.HTTP,
            E2e.fleet().gatewayUrl(),
            agentId,
            E2e.json(login.body()).path("access_token").asText())) {
      agent.sendMessage(E2e.unique("m"), chat, ODD);
      agent.sendMessage(E2e.unique("m"), chat, OTHER);
      E2e.await("both stored").until(() -> found("含税").containsAll(List.of(ODD, OTHER)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "枪",
        "双枪",
        "320kw",
        "OCPP1.6",
        "ocpp1.6j",
        "１００％",
        "100%",
        "%",
        "_",
        "%双",
        "kW_OCPP",
        "'",
        "it's",
        "\\",
        "😀",
        "双枪 发票",
        "发票  双枪",
        "\"双枪320\"",
        "，"
      })
  void whatStandsInOneIsFoundThereAndNotInTheOther(String words) {
    assertThat(found(words)).contains(ODD).doesNotContain(OTHER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"没有这个词", "双枪 没有", "100_", "双%枪", "枪双", "' OR '1'='1", "\"发票 双枪\"", "*"})
  void whatStandsInNeitherFindsNeither(String words) {
    assertThat(found(words)).doesNotContain(ODD, OTHER);
  }

  @Test
  void aVeryLongOneIsRefusedByNameAndTheLongestIsNot() {
    HttpResponse<String> longest = ask("长".repeat(200));
    HttpResponse<String> tooLong = ask("长".repeat(201));
    HttpResponse<String> enormous = ask("x".repeat(5_000));

    assertThat(longest.statusCode()).isEqualTo(200);
    for (HttpResponse<String> refused : List.of(tooLong, enormous)) {
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
      assertThat(E2e.json(refused.body()).path("code").asText()).isNotBlank();
      assertThat(refused.body()).contains("q");
    }
  }

  private static List<String> found(String words) {
    HttpResponse<String> answer = ask(words);
    assertThat(answer.statusCode()).as(words + ": " + answer.body()).isEqualTo(200);
    List<String> texts = new ArrayList<>();
    for (JsonNode item : E2e.json(answer.body()).path("items")) {
      texts.add(item.path("content").asText());
    }
    return texts;
  }

  private static HttpResponse<String> ask(String words) {
    return E2e.fleet()
        .gateway()
        .send(
            "GET",
            "/api/v1/messages?limit=50&chat_id="
                + chat
                + "&q="
                + URLEncoder.encode(words, StandardCharsets.UTF_8),
            null);
  }
}
