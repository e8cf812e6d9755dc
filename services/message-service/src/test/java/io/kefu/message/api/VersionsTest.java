package io.kefu.message.api;

import static io.kefu.message.Stage.text;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people edit has a version, and a change of an old one is refused. */
@OnStage
class VersionsTest {

  @Inject Stage stage;
  @Inject ServiceTokens tokens;

  private final String tenant = Stage.tenantOfQuickAgents();

  @Test
  void aConversationIsReadByItsId() {
    String id = conversation();

    ValidatableResponse read = get(tenant, "conversations/" + id);

    read.statusCode(200)
        .header("ETag", notNullValue())
        .body("conversation_id", equalTo(id))
        .body("chat_id", equalTo("c1"))
        .body("chat_name", equalTo("chat of c1"))
        .body("customer_name", equalTo("customer c1"))
        .body("handling", equalTo("BOT"));
    get(Stage.tenant(), "conversations/" + id).statusCode(404);
    get(tenant, "conversations/" + UUID.randomUUID())
        .statusCode(404)
        .body("code", equalTo("conversation_unknown"));
    get(tenant, "conversations/7").statusCode(400);
  }

  @ParameterizedTest
  @CsvSource({"snooze", "wait", "resolve", "assign", "claim", "hand-back"})
  void anActionOnAnOldConversationIsRefused(String action) {
    String id = conversation();
    String path = "conversations/" + id;
    String old = get(tenant, path).extract().header("ETag");
    String now =
        post(path + "/assign", old, "{\"operator\":\"user:wang\"}")
            .statusCode(200)
            .body("assigned_to", equalTo("user:wang"))
            .extract()
            .header("ETag");

    post(path + "/" + action, old, "{}")
        .statusCode(412)
        .contentType("application/problem+json")
        .body("code", equalTo("changed_meanwhile"));

    assertThat(get(tenant, path).extract().header("ETag")).isEqualTo(now).isNotEqualTo(old);
    post(path + "/" + action, now, "{}").statusCode(200);
  }

  @Test
  void anUnchangedConversationIsNotSentAgain() {
    String path = "conversations/" + conversation();
    String tag = get(tenant, path).extract().header("ETag");

    ValidatableResponse again = request(tenant).header("If-None-Match", tag).get(path(path)).then();

    again.statusCode(304).header("ETag", equalTo(tag));
    assertThat(again.extract().asString()).isEmpty();
  }

  @Test
  void anOutcomeThatAnotherRecordedMeanwhileIsNotOverwritten() {
    String path = "conversations/" + conversation() + "/outcome";
    get(tenant, path).statusCode(404).body("code", equalTo("no_episode"));
    String first =
        post(path, null, "{\"outcome\":\"solved\"}").statusCode(200).extract().header("ETag");
    String second =
        post(path, first, "{\"satisfaction\":5}").statusCode(200).extract().header("ETag");

    post(path, first, "{\"satisfaction\":1}").statusCode(412);

    get(tenant, path)
        .statusCode(200)
        .header("ETag", equalTo(second))
        .body("satisfaction", equalTo(5))
        .body("outcome", equalTo("solved"));
  }

  @Test
  void aCandidateThatAnotherDecidedOrChangedIsNotDecidedAgain() {
    String id = candidate();
    String path = "learning/candidates/" + id;
    String old = get(tenant, path).statusCode(200).extract().header("ETag");
    stage.rows(
        tenant,
        "UPDATE learning_candidates SET answer = '三年。' WHERE tenant_id = $1 RETURNING 1",
        tenant);

    post(path + "/reject", old, "{\"reason\":\"重复\"}").statusCode(412);
    post(path + "/approve", old, "{}").statusCode(412);

    String now = get(tenant, path).body("state", equalTo("PENDING")).extract().header("ETag");
    post(path + "/reject", now, "{\"reason\":\"重复\"}")
        .statusCode(200)
        .body("state", equalTo("REJECTED"));
    get(Stage.tenant(), path).statusCode(404);
  }

  @Test
  void aCustomerThatWasEditedMeanwhileIsNeitherPutOnFileNorMerged() {
    conversation();
    String id = customer();
    String path = "customers/" + id;
    String old = get(tenant, path).extract().header("ETag");
    request(tenant)
        .body("{\"notes\":\"急\"}")
        .header("If-Match", old)
        .patch(path(path))
        .then()
        .statusCode(200);

    post(path + "/promote", old, "{\"name\":\"张三\",\"region\":\"渝A\",\"level\":\"VIP\"}")
        .statusCode(412);
    stage.say(tenant, "a1", text("c2", "m2", "在吗？"));
    stage.awaitReplies(tenant, 2);
    post(path + "/merge", old, "{\"duplicate_id\":\"" + other(id) + "\"}").statusCode(412);

    assertThat(stage.count(tenant, "SELECT count(*) FROM customers WHERE k_code IS NOT NULL"))
        .isZero();
    assertThat(stage.count(tenant, "SELECT count(*) FROM customers WHERE merged_into IS NOT NULL"))
        .isZero();
  }

  private String conversation() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    stage.awaitReplies(tenant, 1);
    stage.awaitQuiet(tenant);
    return stage
        .rows(tenant, "SELECT conversation_id FROM conversations")
        .iterator()
        .next()
        .getUUID(0)
        .toString();
  }

  private String customer() {
    return stage
        .rows(tenant, "SELECT customer_id FROM customers")
        .iterator()
        .next()
        .getUUID(0)
        .toString();
  }

  private String other(String id) {
    return stage
        .rows(
            tenant,
            "SELECT customer_id FROM customers WHERE customer_id <> $1",
            UUID.fromString(id))
        .iterator()
        .next()
        .getUUID(0)
        .toString();
  }

  private String candidate() {
    UUID id = UUID.randomUUID();
    stage.rows(
        tenant,
        """
        INSERT INTO learning_candidates
          (tenant_id, candidate_id, digest, state, question, answer, created_at)
        VALUES ($1, $2, 'd', 'PENDING', '保修几年？', '两年。', now()) RETURNING 1
        """,
        tenant,
        id);
    return id.toString();
  }

  private ValidatableResponse get(String tenantId, String path) {
    return request(tenantId).get(path(path)).then();
  }

  private ValidatableResponse post(String path, String ifMatch, String body) {
    RequestSpecification request = request(tenant).body(body);
    return (ifMatch == null ? request : request.header("If-Match", ifMatch))
        .post(path(path))
        .then();
  }

  private RequestSpecification request(String tenantId) {
    return given()
        .header("Authorization", tokens.bearer(tenantId, "user:li"))
        .contentType(ContentType.JSON);
  }

  private static String path(String path) {
    return "/internal/v1/" + path;
  }
}
