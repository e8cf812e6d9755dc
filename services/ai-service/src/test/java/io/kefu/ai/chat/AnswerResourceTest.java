package io.kefu.ai.chat;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;

import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The service with no provider configured: the knowledge entry itself, or a person. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "ai"))
class AnswerResourceTest {

  private static final String WARRANTY = "整机质保 2 年，充电模块质保 3 年，从验收之日起算。";

  @Test
  void answersWithTheEntryItself() {
    ask(body(false, 10, entry("e1", WARRANTY, 0.86, false)))
        .statusCode(200)
        .body("branch", is("direct_answer"))
        .body("content", is(WARRANTY))
        .body("evidence_ids", contains("e1"))
        .body("confidence", is(0.86f))
        .body("provider", is("extractive"));
  }

  @Test
  void asksBackWhenUnsure() {
    ask(body(false, 400, entry("e1", WARRANTY, 0.6, false)))
        .statusCode(200)
        .body("branch", is("clarification"))
        .body("content", containsString("1. 充电桩保修多久？"))
        .body("evidence_ids", contains("e1"));
  }

  @Test
  void handsOverWithAReason() {
    ask(body(false, 400, entry("e1", WARRANTY, 0.3, true)))
        .statusCode(200)
        .body("branch", is("handoff"))
        .body("reason", is("low_confidence"))
        .body("content", is(""))
        .body("evidence_ids", empty());
  }

  @Test
  void forbiddenTopicGetsApprovedTextOrAPerson() {
    ask(body(true, 400, entry("e1", WARRANTY, 0.9, true)))
        .statusCode(200)
        .body("branch", is("forbidden"))
        .body("content", is(WARRANTY));
    ask(body(true, 400, entry("e1", WARRANTY, 0.99, false)))
        .statusCode(200)
        .body("branch", is("handoff"))
        .body("reason", is("forbidden_topic"));
  }

  @Test
  void namesWhatIsWrong() {
    ask(body(false, 0, entry(" ", WARRANTY, 1.5, true)))
        .statusCode(400)
        .contentType("application/problem+json")
        .body(
            "errors.field",
            hasItems("max_characters", "evidence[0].confidence", "evidence[0].entry_id"));
    ask("{\"message_id\":\"m1\"}").statusCode(400).body("code", is("unreadable_body"));
    ask("null").statusCode(400);
  }

  @Test
  void refusesStrangers() {
    given()
        .contentType("application/json")
        .body(body(false, 400, entry("e1", WARRANTY, 0.9, true)))
        .post("/internal/v1/answer")
        .then()
        .statusCode(401);
    for (String token : List.of(TestTokens.forged("acme"), TestTokens.wrongAudience("acme"))) {
      given()
          .header("Authorization", token)
          .contentType("application/json")
          .body(body(false, 400, entry("e1", WARRANTY, 0.9, true)))
          .post("/internal/v1/answer")
          .then()
          .statusCode(401);
    }
  }

  @Test
  void showsMetricsAndHealth() {
    ask(body(false, 400, entry("e1", WARRANTY, 0.9, true))).statusCode(200);

    given()
        .get("/q/metrics")
        .then()
        .statusCode(200)
        .body(
            containsString(
                "ai_request_duration_seconds_count{branch=\"direct_answer\",provider=\"extractive\"}"));
    given().get("/q/health/ready").then().statusCode(200);
  }

  private static ValidatableResponse ask(Object body) {
    return given()
        .header("Authorization", TestTokens.service("acme"))
        .contentType("application/json")
        .body(body)
        .post("/internal/v1/answer")
        .then();
  }

  private static Map<String, Object> body(boolean verbatimOnly, int max, Map<String, ?> evidence) {
    return Map.of(
        "message_id",
        "m1",
        "question",
        "充电桩保修几年",
        "evidence",
        List.of(evidence),
        "history",
        List.of(),
        "verbatim_only",
        verbatimOnly,
        "max_characters",
        max);
  }

  private static Map<String, Object> entry(
      String id, String content, double confidence, boolean approved) {
    return Map.of(
        "entry_id",
        id,
        "title",
        "售后 / 保修",
        "question",
        "充电桩保修多久？",
        "content",
        content,
        "confidence",
        confidence,
        "approved",
        approved);
  }
}
