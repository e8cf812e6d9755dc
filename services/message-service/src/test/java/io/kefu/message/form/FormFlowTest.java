package io.kefu.message.form;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.kefu.message.Stage.text;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.message.Neighbourhood;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Trigger forms, filled by ai-service and kept for the operator. */
@OnStage
class FormFlowTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Inject Stage stage;
  @Inject ServiceTokens tokens;
  @Inject FormStore store;
  @Inject TenantScope tenants;

  private final String tenant = Stage.tenant();
  private final String mark = "表" + UUID.randomUUID().toString().substring(0, 8);

  @Test
  void operatorHasAFormFilledAndNothingIsSent() {
    fills("{\"status\":\"filled\",\"form\":{\"power_kw\":320},\"provider\":\"p\",\"model\":\"m\"}");
    String id = conversation();
    int sent = stage.awaitReplies(tenant, 1).size();

    fill(id, "pre_sales")
        .statusCode(200)
        .body("status", equalTo("FILLED"))
        .body("version", equalTo(1))
        .body("asked_by", equalTo("user:li"))
        .body("form.power_kw", equalTo(320));
    fill(id, "售前").statusCode(200).body("version", equalTo(2));

    get(id, "/pre_sales").statusCode(200).body("version", equalTo(2)).body("model", equalTo("m"));
    get(id, "").body("$", hasSize(2));
    get(id, "/after_sales").statusCode(404).body("code", equalTo("form_unknown"));
    fill(id, "poem").statusCode(404).body("code", equalTo("unknown_form"));
    fill(UUID.randomUUID().toString(), "pre_sales").statusCode(404);
    assertThat(stage.replies(tenant)).hasSize(sent);
    assertThat(stage.count(Stage.tenant(), "SELECT count(*) FROM forms")).isZero();
    given()
        .header("Authorization", tokens.bearer(Stage.tenant(), "user:li"))
        .get("/internal/v1/conversations/" + id + "/forms")
        .then()
        .statusCode(404);
  }

  @Test
  void formThatTheModelCannotFillIsLeftToAPerson() {
    fills("{\"status\":\"handoff\",\"reason\":\"not_of_schema\",\"faults\":[\"/power_kw\"]}");
    String id = conversation();

    fill(id, "pre_sales")
        .statusCode(200)
        .body("status", equalTo("HANDOFF"))
        .body("reason", equalTo("not_of_schema"))
        .body("faults[0]", equalTo("/power_kw"));
  }

  @Test
  void wishOfARuleIsFilledByTheSweepAndOfItselfOnlyOnce() {
    fills("{\"status\":\"filled\",\"form\":{\"power_kw\":7},\"provider\":\"p\",\"model\":\"m\"}");
    UUID id = UUID.fromString(conversation());

    Optional<UUID> first = wish(id);
    Optional<UUID> second = wish(id);

    assertThat(first).isPresent();
    assertThat(second).isEmpty();
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                get(id.toString(), "/pre_sales")
                    .statusCode(200)
                    .body("status", equalTo("FILLED"))
                    .body("asked_by", equalTo("auto")));
  }

  @Test
  void formWhoseWorkerDiedIsTakenUpAgain() {
    fills("{\"status\":\"filled\",\"form\":{\"power_kw\":7},\"provider\":\"p\",\"model\":\"m\"}");
    UUID id = UUID.fromString(conversation());
    // As a replica leaves it that dies while it asks: the lease has run out.
    stage.rows(
        tenant,
        "INSERT INTO forms (tenant_id, form_id, conversation_id, label, version, status, asked_by,"
            + " auto, due_at, attempts, created_at) VALUES ($1, gen_random_uuid(), $2, 'pre_sales',"
            + " 1, 'PENDING', 'user:li', false, now() - interval '1 second', 1, now()) RETURNING 1",
        tenant,
        id);

    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> get(id.toString(), "/pre_sales").body("status", equalTo("FILLED")));
  }

  @Test
  void refusalOfAiServiceIsLeftToAPersonAtOnce() {
    neighbours()
        .register(
            post(urlEqualTo("/internal/v1/forms/after_sales"))
                .withRequestBody(containing(mark))
                .willReturn(aResponse().withStatus(400)));
    String id = conversation();

    fill(id, "after_sales")
        .statusCode(200)
        .body("status", equalTo("HANDOFF"))
        .body("reason", equalTo("refused"));
    assertThat(
            neighbours()
                .find(
                    postRequestedFor(urlEqualTo("/internal/v1/forms/after_sales"))
                        .withRequestBody(containing(mark))))
        .hasSize(1);
  }

  private Optional<UUID> wish(UUID conversation) {
    return tenants
        .inTransaction(
            tenant,
            connection ->
                store.ask(
                    connection,
                    tenant,
                    conversation,
                    FormLabel.PRE_SALES,
                    "auto",
                    true,
                    Duration.ZERO))
        .await()
        .atMost(PATIENCE);
  }

  private void fills(String response) {
    neighbours()
        .register(
            post(urlEqualTo("/internal/v1/forms/pre_sales"))
                .withRequestBody(containing(mark))
                .willReturn(okJson(response)));
  }

  private String conversation() {
    stage.finds(mark);
    stage.say(tenant, "a1", text("c1", "m1", "320kW双枪交期多久 " + mark));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> stage.count(tenant, "SELECT count(*) FROM inbox WHERE state = 'DECIDED'") == 1);
    return stage
        .rows(tenant, "SELECT conversation_id FROM conversations")
        .iterator()
        .next()
        .getUUID(0)
        .toString();
  }

  private ValidatableResponse fill(String id, String label) {
    return given()
        .header("Authorization", tokens.bearer(tenant, "user:li"))
        .contentType(io.restassured.http.ContentType.JSON)
        .body("{}")
        .post("/internal/v1/conversations/{id}/forms/{label}", id, label)
        .then();
  }

  private ValidatableResponse get(String id, String path) {
    return given()
        .header("Authorization", tokens.bearer(tenant, "user:li"))
        .get("/internal/v1/conversations/" + id + "/forms" + path)
        .then();
  }

  private static WireMock neighbours() {
    return WireMock.create().host("localhost").port(Neighbourhood.port()).build();
  }
}
