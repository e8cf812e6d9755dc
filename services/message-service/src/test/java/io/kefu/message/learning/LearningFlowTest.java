package io.kefu.message.learning;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static io.kefu.message.Stage.text;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.message.Neighbourhood;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** From a solved conversation through the review queue into the knowledge base. */
@OnStage
class LearningFlowTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Inject Stage stage;
  @Inject ServiceTokens tokens;

  private final String tenant = Stage.tenantOfQuickAgents();
  private final String mark = "学" + UUID.randomUUID().toString().substring(0, 8);

  @Test
  void onlyAnApprovedPairReachesTheKnowledgeBase() {
    rag(okJson("{\"document_id\":\"d\",\"version\":1,\"status\":\"published\"}").withStatus(200));
    String conversation = solvedByAnOperator("c1");

    String id = candidate();
    outcomes(conversation)
        .body("[0].outcome", equalTo("solved"))
        .body("[0].resolved_by", equalTo("human"))
        .body("[0].closed_by", equalTo("resolve"))
        .body("[0].handover_count", equalTo(1))
        .body("[0].human_reply_count", equalTo(1))
        .body("[0].first_response_ms", notNullValue());
    assertThat(published()).isZero();
    approve(id, "{\"question\":\"地下车库能装吗 " + mark + "？\",\"knowledge_base\":\"faq\"}")
        .statusCode(200)
        .body("state", equalTo("PUBLISHING"));

    awaitState(id, "APPROVED");
    assertThat(published()).isEqualTo(1);
    assertThat(
            neighbours()
                .find(
                    putRequestedFor(
                        urlPathMatching(
                            "/internal/v1/knowledge-bases/faq/documents/learned-" + id)))
                .getFirst()
                .getBodyAsString())
        .contains("\"csv\"", "questions,answer,approved");
    approve(id, "{\"question\":\"地下车库能装吗 " + mark + "？\"}").statusCode(200);
    approve(id, "{\"question\":\"别的问题？\"}").statusCode(409);
    reject(id, "{\"reason\":\"x\"}").statusCode(409).body("code", equalTo("already_decided"));
  }

  @Test
  void whileRagServiceIsAwayThePairWaitsAndWhatItRefusesComesBack() {
    rag(aResponse().withStatus(503));
    solvedByAnOperator("c1");
    String id = candidate();
    approve(id, "{}").statusCode(200);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> list("PUBLISHING").body("items[0].last_error", equalTo("status 503")));

    rag(aResponse().withStatus(422));

    awaitState(id, "PENDING");
    list("PENDING").body("items[0].last_error", equalTo("status 422"));
    reject(id, "{}").statusCode(400).body("errors[0].field", equalTo("reason"));
    reject(id, "{\"reason\":\"只适用于一位客户\"}").statusCode(200).body("state", equalTo("REJECTED"));
    approve(id, "{}").statusCode(409);
    list("poem").statusCode(400);
    assertThat(stage.count(Stage.tenant(), "SELECT count(*) FROM learning_candidates")).isZero();
  }

  @Test
  void samePairOfTwoCustomersIsOneCandidateAndABlockedOneGivesNone() {
    solvedByAnOperator("c1");
    solvedByAnOperator("c2");

    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                list("PENDING").body("items", hasSize(1)).body("items[0].occurrences", equalTo(2)));

    String third = handedOver("c3");
    operatorAnswers("c3");
    stage.rows(
        tenant,
        "UPDATE customers SET bucket = 'BLACK' WHERE customer_id = (SELECT customer_id FROM"
            + " conversations WHERE conversation_id = $1::uuid) RETURNING 1",
        UUID.fromString(third));
    resolve(third);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                stage.count(tenant, "SELECT count(*) FROM outcomes WHERE learned_at IS NOT NULL")
                    == 3);
    list("PENDING").body("items[0].occurrences", equalTo(2));
  }

  @Test
  void outcomeIsRecordedCorrectedAndRefusedWhenItIsNone() {
    String id = handedOver("c1");

    record(id, "{\"outcome\":\"unsolved\",\"satisfaction\":2}")
        .statusCode(200)
        .body("outcome", equalTo("unsolved"))
        .body("closed_by", equalTo("operator"))
        .body("message_count", equalTo(1))
        .body("actor", equalTo("user:li"));
    record(id, "{\"satisfaction\":5,\"tags\":[\"回访\"]}")
        .statusCode(200)
        .body("outcome", equalTo("unsolved"))
        .body("satisfaction", equalTo(5))
        .body("edited_by", equalTo("user:li"));

    outcomes(id).body("$", hasSize(1));
    record(id, "{\"outcome\":\"great\",\"satisfaction\":6,\"resolved_by\":\"cat\"}")
        .statusCode(400)
        .body("errors", hasSize(3));
    record(UUID.randomUUID().toString(), "{\"outcome\":\"solved\"}").statusCode(404);
  }

  @Test
  void episodeThatNobodyClosesExpires() {
    String id = handedOver("c1");

    stage.rows(
        tenant,
        "UPDATE conversations SET last_message_at = now() - interval '25 hours' RETURNING 1");

    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                outcomes(id)
                    .body("$", hasSize(1))
                    .body("[0].closed_by", equalTo("expiry"))
                    .body("[0].outcome", equalTo("transferred")));
    get("/internal/v1/today")
        .body("items.find { it.kind == 'handover' }.conversation_id", equalTo(id));
  }

  @Test
  void todayShowsWhatIsUrgentFirstAndTheUnknownPool() {
    String id = handedOver("c1");
    stage.rows(
        tenant,
        "UPDATE conversations SET status = 'OVERDUE', sla_at = now() - interval '1 hour' RETURNING"
            + " 1");
    stage.rows(
        tenant,
        "INSERT INTO todos (tenant_id, todo_id, kind, agent_id, chat_id, subject_id, detail,"
            + " created_at) VALUES ($1, gen_random_uuid(), 'reply_unknown', 'a1', 'c1', 'x', 'd',"
            + " now()) RETURNING 1",
        tenant);

    get("/internal/v1/today")
        .statusCode(200)
        .body("items[0].kind", equalTo("reply_unknown"))
        .body("items[1].kind", equalTo("overdue"))
        .body("items[1].conversation_id", equalTo(id))
        .body("items[1].customer_name", equalTo("customer c1"))
        .body("unknown_pool.count", equalTo(1))
        .body("unknown_pool.clear_by", notNullValue());
    get("/internal/v1/unknown-pool?limit=1").body("items", hasSize(1)).body("count", equalTo(1));
    get("/internal/v1/unknown-pool?min_score=100").body("items", hasSize(0));
    get("/internal/v1/unknown-pool?min_score=101").statusCode(400);
    given()
        .header("Authorization", tokens.bearer(Stage.tenant(), "user:li"))
        .get("/internal/v1/today")
        .then()
        .body("items", hasSize(0))
        .body("unknown_pool.count", equalTo(0));
  }

  private String solvedByAnOperator(String chat) {
    String id = handedOver(chat);
    operatorAnswers(chat);
    resolve(id);
    return id;
  }

  /** The customer asks what nobody knows: the bot hands over. */
  private String handedOver(String chat) {
    stage.finds(mark);
    stage.say(tenant, "a1", text(chat, "m-" + chat, "桩体能装在地下车库吗 " + mark + "？"));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                stage.count(
                        tenant,
                        "SELECT count(*) FROM decisions WHERE chat_id = $1 AND action ="
                            + " 'transfer_human'",
                        chat)
                    == 1);
    return stage
        .rows(tenant, "SELECT conversation_id FROM conversations WHERE chat_id = $1", chat)
        .iterator()
        .next()
        .getUUID(0)
        .toString();
  }

  private void operatorAnswers(String chat) {
    given()
        .header("Authorization", tokens.bearer(tenant, "user:li"))
        .contentType(io.restassured.http.ContentType.JSON)
        .body(
            "{\"agent_id\":\"a1\",\"chat_id\":\""
                + chat
                + "\",\"content\":\"可以，需要通风和消防验收 "
                + mark
                + "。\"}")
        .post("/internal/v1/send")
        .then()
        .statusCode(org.hamcrest.Matchers.lessThan(300));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                stage.count(
                        tenant,
                        "SELECT count(*) FROM replies WHERE chat_id = $1 AND origin = 'operator'"
                            + " AND status = 'SENT'",
                        chat)
                    == 1);
  }

  private void resolve(String id) {
    given()
        .header("Authorization", tokens.bearer(tenant, "user:li"))
        .contentType(io.restassured.http.ContentType.JSON)
        .body("{}")
        .post("/internal/v1/conversations/" + id + "/resolve")
        .then()
        .statusCode(200);
  }

  private String candidate() {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> list("PENDING").extract().<String>path("items[0].candidate_id"),
            found -> found != null);
  }

  private void awaitState(String id, String state) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                stage.count(
                        tenant,
                        "SELECT count(*) FROM learning_candidates WHERE candidate_id = $1::uuid AND"
                            + " state = $2",
                        UUID.fromString(id),
                        state)
                    == 1);
  }

  private int published() {
    return neighbours()
        .find(
            putRequestedFor(urlPathMatching("/internal/v1/knowledge-bases/.*"))
                .withRequestBody(containing(mark)))
        .size();
  }

  private void rag(com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder response) {
    neighbours()
        .register(
            put(urlPathMatching("/internal/v1/knowledge-bases/.*"))
                .withRequestBody(containing(mark))
                .willReturn(response));
  }

  private ValidatableResponse list(String state) {
    return get("/internal/v1/learning/candidates?state=" + state);
  }

  private ValidatableResponse outcomes(String id) {
    return get("/internal/v1/conversations/" + id + "/outcomes");
  }

  private ValidatableResponse approve(String id, String body) {
    return post("/internal/v1/learning/candidates/" + id + "/approve", body);
  }

  private ValidatableResponse reject(String id, String body) {
    return post("/internal/v1/learning/candidates/" + id + "/reject", body);
  }

  private ValidatableResponse record(String id, String body) {
    return post("/internal/v1/conversations/" + id + "/outcome", body);
  }

  private ValidatableResponse post(String path, String body) {
    return given()
        .header("Authorization", tokens.bearer(tenant, "user:li"))
        .contentType(io.restassured.http.ContentType.JSON)
        .body(body)
        .post(path)
        .then();
  }

  private ValidatableResponse get(String path) {
    return given().header("Authorization", tokens.bearer(tenant, "user:li")).get(path).then();
  }

  private static WireMock neighbours() {
    return WireMock.create().host("localhost").port(Neighbourhood.port()).build();
  }
}
