package io.kefu.ai.rewrite;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;

import io.kefu.ai.ModelStage;
import io.kefu.ai.OnModels;
import io.kefu.testharness.TestTokens;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Follow-up questions and summaries, written by a model and checked. */
@OnModels
class RewriteServiceTest extends ModelStage {

  @Test
  void aFollowUpIsRewrittenByTheModelOrByRule() {
    primary(okJson(openAi("120kW 双枪直流桩保修多久？")));
    rewrite().body("question", is("120kW 双枪直流桩保修多久？")).body("by", is("deepseek"));

    primary(okJson(openAi("报价是 5000 元")));
    backup(aResponse().withStatus(500));
    rewrite().body("question", is("120kW双枪直流桩保修？")).body("by", is("rule"));
  }

  @Test
  void longConversationIsSummarisedAndNothingThatWasNotSaid() {
    primary(okJson(openAi("<think>客户在问功率</think>客户询问120kW双枪直流桩的功率是否可调，尚未答复。")));
    summary()
        .body("status", is("written"))
        .body("summary", is("客户询问120kW双枪直流桩的功率是否可调，尚未答复。"))
        .body("provider", is("deepseek"));

    primary(okJson(openAi("客户想买 999 台，报价 5000 元。")));
    backup(aResponse().withStatus(500));
    summary().body("status", is("none")).body("reason", is("providers_unavailable"));

    given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json")
        .body(Map.of("history", List.of(), "max_characters", 5))
        .post("/internal/v1/summaries")
        .then()
        .statusCode(400);
  }

  private ValidatableResponse rewrite() {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json")
        .body(Map.of("question", "那保修呢？", "history", history()))
        .post("/internal/v1/rewrite")
        .then()
        .statusCode(200);
  }

  private ValidatableResponse summary() {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json")
        .body(Map.of("history", history(), "max_characters", 300))
        .post("/internal/v1/summaries")
        .then()
        .statusCode(200);
  }
}
