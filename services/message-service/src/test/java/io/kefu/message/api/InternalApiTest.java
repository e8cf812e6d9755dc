package io.kefu.message.api;

import static io.kefu.message.Stage.hit;
import static io.kefu.message.Stage.text;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.chat.ReceiptStatus;
import io.kefu.contracts.chat.ReplyOrigin;
import io.kefu.contracts.conversation.SendRequest;
import io.kefu.contracts.event.ReplyOut;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.kefu.testharness.TestTokens;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The internal endpoints: what they answer, and whom they refuse. */
@OnStage
class InternalApiTest {

  @Inject Stage stage;
  @Inject ServiceTokens tokens;

  private final String tenant = Stage.tenant();

  static Stream<Arguments> refusedCalls() {
    List<String> paths =
        List.of(
            "/internal/v1/agents/a1/messages/m1/outcome",
            "/internal/v1/customers",
            "/internal/v1/conversations",
            "/internal/v1/messages",
            "/internal/v1/local-rules");
    return paths.stream()
        .flatMap(
            path ->
                Stream.of(
                        TestTokens.forged("t"),
                        TestTokens.expired("t"),
                        TestTokens.wrongAudience("t"),
                        "Bearer nonsense",
                        "")
                    .map(token -> Arguments.of(path, token)));
  }

  @ParameterizedTest
  @MethodSource("refusedCalls")
  void nobodyGetsInWithoutAServiceToken(String path, String token) {
    (token.isEmpty() ? given() : given().header("Authorization", token))
        .when()
        .get(path)
        .then()
        .statusCode(401);
  }

  @Test
  void tellsTheFleetsMetrics() {
    given()
        .header("Authorization", tokens.bearer(tenant))
        .get("/internal/v1/customers")
        .then()
        .statusCode(200);

    String metrics = given().get("/q/metrics").then().statusCode(200).extract().asString();

    assertThat(metrics)
        .contains("error_count_total{code=\"internal_error\",topic=\"http\"}")
        .contains("db_query_duration_seconds_count")
        .contains("http_server_requests_seconds_count")
        .contains("kafka_consumer_fetch_manager_records_lag");
  }

  @Test
  void aBodyOfTheWrongFormIsAProblem() {
    given()
        .header("Authorization", tokens.bearer(tenant))
        .contentType("application/json")
        .body("{\"agent_id\":[1]}")
        .post("/internal/v1/send")
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
  }

  @Test
  void theNewestLocalRulesOfATenantAreKnown() {
    given()
        .header("Authorization", tokens.bearer(tenant))
        .when()
        .get("/internal/v1/local-rules")
        .then()
        .statusCode(200)
        .body("version", greaterThan(0));
  }

  @Test
  void nobodySendsWithoutAServiceToken() {
    given()
        .contentType(ContentType.JSON)
        .body(new SendRequest("a1", "c1", "hi", null))
        .when()
        .post("/internal/v1/send")
        .then()
        .statusCode(401);
  }

  @Test
  void outcomeTellsAnswerEvidencePartsAndTimes() {
    String word = "型号" + UUID.randomUUID();
    stage.finds(word, hit("e1", "质保两年。", true, 0.97));
    stage.say(tenant, "a1", text("c1", "m1", word + "保修多久？"));
    String replyId = stage.awaitReplies(tenant, 1).getFirst().reply().replyId();
    stage.receipt(tenant, "a1", replyId, ReceiptStatus.SENT);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> outcome(tenant, "m1").extract().<String>path("replies[0].status").equals("SENT"));

    ValidatableResponse outcome = outcome(tenant, "m1");

    outcome
        .statusCode(200)
        .body("decided", equalTo(true))
        .body("action", equalTo("reply"))
        .body("content", equalTo("质保两年。"))
        .body("branch", equalTo("direct_answer"))
        .body("evidence[0].entry_id", equalTo("e1"))
        .body("evidence[0].content", equalTo("质保两年。"))
        .body("replies[0].reply_id", equalTo(replyId))
        .body("latency.retrieve_ms", notNullValue())
        .body("latency.send_ms", notNullValue())
        .body("latency.total_ms", notNullValue());
  }

  @Test
  void unknownMessageIsAProblem() {
    outcome(tenant, "nowhere")
        .statusCode(404)
        .contentType("application/problem+json")
        .body("code", equalTo("message_unknown"));
  }

  @Test
  void otherTenantSeesNothing() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    stage.awaitReplies(tenant, 1);
    String other = Stage.tenant();

    ValidatableResponse outcome = outcome(other, "m1");

    outcome.statusCode(404);
    for (String list : List.of("customers", "conversations", "messages")) {
      get(other, "/internal/v1/" + list).statusCode(200).body("items", hasSize(0));
      get(tenant, "/internal/v1/" + list).statusCode(200).body("items", not(hasSize(0)));
    }
    send(other, new SendRequest("a1", "c1", "hi", null)).statusCode(404);
    // The second wall: a query that forgets its filter still sees one tenant only.
    for (String table :
        List.of(
            "chats",
            "inbox",
            "messages",
            "conversations",
            "customers",
            "decisions",
            "replies",
            "customer_identities",
            "transitions",
            "todos")) {
      assertThat(stage.count(other, "SELECT count(*) FROM " + table)).as(table).isZero();
    }
  }

  @Test
  void operatorsTextGoesOutAndTheBotFallsSilent() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    stage.awaitReplies(tenant, 1);

    send(tenant, new SendRequest("a1", "c1", "您好，我是小王。", null))
        .statusCode(202)
        .body("reply_ids", hasSize(1));

    ReplyOut sent = stage.awaitReplies(tenant, 2).getLast();
    assertThat(sent.origin()).isEqualTo(ReplyOrigin.OPERATOR);
    assertThat(sent.reply().content()).isEqualTo("您好，我是小王。");
    assertThat(sent.reply().chatName()).isEqualTo("chat of c1");
    stage.say(tenant, "a1", text("c1", "m2", "在吗？"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                outcome(tenant, "m2")
                    .statusCode(200)
                    .body("decided", equalTo(true))
                    .body("action", equalTo("ignore"))
                    .body("reason", equalTo("operator_holds")));
  }

  @Test
  void badInputSaysWhatToChange() {
    send(tenant, new SendRequest("a1", "c1", "x".repeat(4_001), null))
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors[0].field", equalTo("content"));
    send(tenant, new SendRequest("a1", "nowhere", "hi", null))
        .statusCode(404)
        .body("code", equalTo("chat_unknown"));
    get(tenant, "/internal/v1/messages?cursor=xyz")
        .statusCode(400)
        .body("code", equalTo("invalid_cursor"));
    get(tenant, "/internal/v1/messages?limit=0")
        .statusCode(400)
        .body("code", equalTo("invalid_limit"));
    get(tenant, "/internal/v1/messages?customer_id=7").statusCode(400);
  }

  @Test
  void listsAreReadPageByPage() {
    for (int i = 0; i < 5; i++) {
      stage.say(tenant, "a1", text("c" + i, "m" + i, "在吗？"));
    }
    stage.awaitReplies(tenant, 5);
    var first = get(tenant, "/internal/v1/messages?limit=3").body("items", hasSize(3)).extract();
    String cursor = first.path("next_cursor");

    var second = get(tenant, "/internal/v1/messages?limit=3&cursor=" + cursor);

    List<String> seen = first.<List<String>>path("items.message_id");
    List<String> rest = second.body("items", hasSize(2)).extract().path("items.message_id");
    assertThat(Stream.concat(seen.stream(), rest.stream()))
        .containsExactlyInAnyOrder("m0", "m1", "m2", "m3", "m4");
  }

  private ValidatableResponse outcome(String tenantId, String messageId) {
    return get(tenantId, "/internal/v1/agents/a1/messages/" + messageId + "/outcome");
  }

  private ValidatableResponse get(String tenantId, String path) {
    return given().header("Authorization", TestTokens.service(tenantId)).when().get(path).then();
  }

  private ValidatableResponse send(String tenantId, SendRequest request) {
    return given()
        .header("Authorization", tokens.bearer(tenantId, "user:wang"))
        .contentType(ContentType.JSON)
        .body(stage.bytes(request))
        .when()
        .post("/internal/v1/send")
        .then();
  }
}
