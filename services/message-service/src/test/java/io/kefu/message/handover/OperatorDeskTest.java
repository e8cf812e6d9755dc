package io.kefu.message.handover;

import static io.kefu.message.Stage.text;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.kefu.testharness.TestTokens;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What operators do with conversations. */
@OnStage
class OperatorDeskTest {

  @Inject Stage stage;
  @Inject ServiceTokens tokens;

  private final String tenant = Stage.tenantOfQuickAgents();

  @Test
  void operatorTakesACustomerOutOfTheQueueAndGivesHimBack() {
    String id = conversation("转人工！好吗？", 1);

    act(id, "claim", "li", "{}")
        .statusCode(200)
        .body("handling", equalTo("HELD"))
        .body("held_by", equalTo("user:li"));

    act(id, "claim", "wang", "{}").statusCode(409).body("code", equalTo("held_by_another"));
    act(id, "release", "wang", "{}").statusCode(409);
    stage.say(tenant, "a1", text("c1", "m2", "在吗？"));
    awaitDecided("m2");
    assertThat(stage.count(tenant, "SELECT count(*) FROM replies")).isEqualTo(1);
    act(id, "release", "li", "{}").statusCode(200).body("handling", equalTo("QUEUED"));
    act(id, "hand-back", "li", "{}").statusCode(200).body("handling", equalTo("BOT"));
    stage.say(tenant, "a1", text("c1", "m3", "在吗？"));
    stage.awaitReplies(tenant, 2);
  }

  @Test
  void snoozedAndResolvedConversationsReopenWithANewMessage() {
    String id = conversation("在吗？", 1);

    act(id, "snooze", "li", "{\"minutes\":30}")
        .statusCode(200)
        .body("status", equalTo("SNOOZED"))
        .body("snooze_at", notNullValue());
    stage.say(tenant, "a1", text("c1", "m2", "在吗？"));
    awaitDecided("m2");
    act(id, "resolve", "li", "{\"outcome\":\"solved\",\"satisfaction\":5,\"tags\":[\"保修\"]}")
        .statusCode(200)
        .body("status", equalTo("RESOLVED"))
        .body("sla_at", nullValue());
    stage.say(tenant, "a1", text("c1", "m3", "在吗？"));
    awaitDecided("m3");

    given()
        .header("Authorization", TestTokens.service(tenant))
        .get("/internal/v1/conversations/" + id + "/transitions")
        .then()
        .statusCode(200)
        .body("cause", hasItem("snooze"))
        .body("cause", hasItem("resolve"))
        .body("find { it.cause == 'snooze' }.actor", equalTo("user:li"));
    Row outcome = stage.rows(tenant, "SELECT * FROM outcomes").iterator().next();
    assertThat(outcome.getString("resolved_by")).isEqualTo("ai");
    assertThat(outcome.getInteger("satisfaction")).isEqualTo(5);
    assertThat(outcome.getLong("message_count")).isEqualTo(2);
    assertThat(outcome.getLong("first_response_ms")).isNotNegative();
  }

  @Test
  void timeAloneGivesTheConversationBackToTheBot() {
    conversation("转人工！好吗？", 1);
    stage.rows(tenant, "UPDATE conversations SET return_at = now() RETURNING 1");

    stage.say(tenant, "a1", text("c1", "m2", "在吗？"));

    assertThat(stage.awaitReplies(tenant, 2).getLast().reply().content())
        .isEqualTo("您好，请问有什么可以帮您？");
  }

  @Test
  void badInputAndOtherTenantsAreRefused() {
    String id = conversation("在吗？", 1);

    act(id, "snooze", "li", "{\"minutes\":0}")
        .statusCode(400)
        .body("errors[0].field", equalTo("minutes"));
    act(id, "resolve", "li", "{\"outcome\":\"great\"}")
        .statusCode(400)
        .body("errors[0].field", equalTo("outcome"));
    act(UUID.randomUUID().toString(), "claim", "li", "{}").statusCode(404);
    act("7", "claim", "li", "{}").statusCode(400);
    given()
        .header("Authorization", tokens.bearer(Stage.tenant(), "user:li"))
        .post("/internal/v1/conversations/" + id + "/claim")
        .then()
        .statusCode(404);
    given()
        .header("Authorization", TestTokens.service(tenant))
        .post("/internal/v1/conversations/" + id + "/claim")
        .then()
        .statusCode(403)
        .body("code", equalTo("actor_missing"));
    given().post("/internal/v1/conversations/" + id + "/claim").then().statusCode(401);
  }

  private String conversation(String firstMessage, int replies) {
    stage.say(tenant, "a1", text("c1", "m1", firstMessage));
    stage.awaitReplies(tenant, replies);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                stage.count(tenant, "SELECT count(*) FROM replies WHERE status = 'SENT'")
                    == replies);
    return stage
        .rows(tenant, "SELECT conversation_id FROM conversations")
        .iterator()
        .next()
        .getUUID(0)
        .toString();
  }

  private void awaitDecided(String messageId) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                stage.count(
                        tenant,
                        "SELECT count(*) FROM inbox WHERE message_id = $1 AND state = 'DECIDED'",
                        messageId)
                    == 1);
  }

  private ValidatableResponse act(String id, String action, String operator, String body) {
    return given()
        .header("Authorization", tokens.bearer(tenant, "user:" + operator))
        .contentType(ContentType.JSON)
        .body(body)
        .post("/internal/v1/conversations/" + id + "/" + action)
        .then();
  }
}
