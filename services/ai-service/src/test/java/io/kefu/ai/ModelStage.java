package io.kefu.ai;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.kefu.ai.chat.FakeModels;
import io.kefu.testharness.TestTokens;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/** Asks the service, whose chain of two providers is played on the wire; each test a tenant. */
public abstract class ModelStage {

  protected static final Duration PATIENCE = Duration.ofSeconds(60);
  protected static final String ENTRY = "整机质保 2 年，充电模块质保 3 年，从验收之日起算。枪线等易损件质保 1 年。";
  protected static final String GOOD = "您好，整机质保 2 年，充电模块质保 3 年[1]。";
  protected static final String SHOWN = "您好，整机质保 2 年，充电模块质保 3 年。";
  protected static final String PRIMARY = "/deepseek/chat/completions";
  protected static final String BACKUP = "/claude/messages";

  @Inject protected ObjectMapper json;

  protected final String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);
  protected final WireMock models =
      new WireMock(Integer.parseInt(System.getProperty(FakeModels.ADDRESS)));

  @BeforeEach
  protected void healthyModels() {
    models.resetMappings();
    models.resetScenarios();
    primary(okJson(openAi(GOOD)));
    backup(okJson(anthropic(GOOD)));
    await()
        .atMost(PATIENCE)
        .until(() -> ask("保修多久", 30_000).extract().path("provider").equals("deepseek"));
    models.resetRequests();
  }

  /**
   * Questions of this test that reached the primary; one that an earlier test gave up may be late.
   */
  protected List<LoggedRequest> asked() {
    return models.find(
        postRequestedFor(urlPathEqualTo(PRIMARY)).withRequestBody(containing(tenant)));
  }

  protected ValidatableResponse test(String who, String provider) {
    return given()
        .header("Authorization", TestTokens.service(who))
        .post("/internal/v1/providers/" + provider + "/test")
        .then();
  }

  protected static List<Map<String, String>> history() {
    return List.of(
        Map.of(
            "speaker",
            "them",
            "content",
            "120kW双枪直流桩的功率可以调吗？",
            "timestamp",
            "2026-11-22T02:15:29.500Z"));
  }

  protected ValidatableResponse ask(String question, long deadlineMs) {
    return ask(tenant, question, deadlineMs);
  }

  protected ValidatableResponse ask(String who, String question, long deadlineMs) {
    return given()
        .header("Authorization", TestTokens.service(who))
        .header("Kefu-Deadline-Ms", deadlineMs)
        .contentType("application/json")
        .body(body(question))
        .post("/internal/v1/answer")
        .then()
        .statusCode(200);
  }

  protected Map<String, Object> body(String question) {
    Map<String, Object> entry = new HashMap<>();
    entry.put("entry_id", "e1");
    entry.put("title", "售后 / 保修 " + tenant);
    entry.put("content", ENTRY);
    entry.put("confidence", 0.86);
    entry.put("approved", false);
    return Map.of(
        "message_id",
        "m1",
        "question",
        question,
        "evidence",
        List.of(entry),
        "history",
        List.of(),
        "verbatim_only",
        false,
        "max_characters",
        400);
  }

  protected void primary(ResponseDefinitionBuilder response) {
    models.register(post(urlPathEqualTo(PRIMARY)).willReturn(response));
  }

  protected void backup(ResponseDefinitionBuilder response) {
    models.register(post(urlPathEqualTo(BACKUP)).willReturn(response));
  }

  protected static String delta(String text) {
    return "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
        + text
        + "\"}}]}\n\n";
  }

  protected String openAi(String text) {
    return write(
        Map.of(
            "id",
            "c1",
            "choices",
            List.of(
                Map.of(
                    "index",
                    0,
                    "message",
                    Map.of("role", "assistant", "content", text),
                    "finish_reason",
                    "stop")),
            "usage",
            Map.of("prompt_tokens", 31, "completion_tokens", 12, "total_tokens", 43)));
  }

  protected String anthropic(String text) {
    return write(
        Map.of(
            "id",
            "msg_1",
            "type",
            "message",
            "role",
            "assistant",
            "model",
            "claude",
            "content",
            List.of(Map.of("type", "text", "text", text)),
            "stop_reason",
            "end_turn",
            "usage",
            Map.of("input_tokens", 31, "output_tokens", 12)));
  }

  protected String write(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }
}
