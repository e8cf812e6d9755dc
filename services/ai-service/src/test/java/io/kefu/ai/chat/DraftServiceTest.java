package io.kefu.ai.chat;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.kefu.ai.ModelStage;
import io.kefu.ai.OnModels;
import io.kefu.testharness.TestTokens;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Drafts for operators, told while they are written. */
@OnModels
class DraftServiceTest extends ModelStage {

  @Test
  void aDraftGrowsAndEndsWithTheGuardedText() {
    primary(
        aResponse()
            .withHeader("Content-Type", "text/event-stream")
            .withBody(
                delta("<think>想</think>您好，")
                    + delta("整机质保 2 年，充电模块质保 3 年[1]。")
                    + "data:"
                    + " {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
                    + "data: [DONE]\n\n"));

    String events =
        given()
            .header("Authorization", TestTokens.service(tenant))
            .contentType("application/json")
            .accept("text/event-stream")
            .body(body("保修多久"))
            .post("/internal/v1/drafts")
            .then()
            .statusCode(200)
            .extract()
            .asString();

    assertThat(events)
        .containsSubsequence("event:begin", "event:piece", "您好", "event:done", SHOWN)
        .doesNotContain("think");
  }

  @Test
  void aDraftOfABadRequestEndsWithTheProblem() {
    Map<String, Object> bad = new HashMap<>(body("保修多久"));
    bad.put("max_characters", 0);

    given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json")
        .accept("text/event-stream")
        .body(bad)
        .post("/internal/v1/drafts")
        .then()
        .body(containsString("event:error"))
        .body(containsString("max_characters"));
  }
}
