package io.kefu.erp.status;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.erp.privacy.SensitiveFields;
import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits for a person: pages, versions, and one tenant's alone. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "erp"))
class ErpWorkTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CUSTOMER =
      """
      INSERT INTO customer (tenant_id, customer_id, version, fields, field_versions, push_state,
        last_error, sealed_with)
      VALUES ($1, $2, 1, '{}', '{}', 'DEAD', 'erp_refused', $3)
      """;
  private static final String CONFLICT =
      """
      INSERT INTO field_conflict (tenant_id, customer_id, field, ours, theirs, reason, opened_at,
        values_print, sealed_with)
      VALUES ($1, $2, $3, $4, $5, 'both_changed', now(), 'v1', $6)
      """;

  @Inject TenantScope tenants;
  @Inject SensitiveFields sensitive;

  private final String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);
  private final String other = "t" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void fill() {
    for (String customer : List.of("c1", "c2", "c3")) {
      run(CUSTOMER, Tuple.of(tenant, customer, sensitive.keyId()));
      for (String field : List.of("address", "email")) {
        run(
            CONFLICT,
            Tuple.of(
                tenant,
                customer,
                field,
                sensitive.seal(tenant, customer, field, "我们的"),
                sensitive.seal(tenant, customer, field, "他们的"),
                sensitive.keyId()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"on\":\"perhaps\"}", "{\"on\":[]}", "[]", "{", "", "null", "7", "\u0000"})
  void aBodyThatIsNoneIsAProblemThatSaysSo(String body) {
    given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json")
        .body(body)
        .put("/internal/v1/erp/kill-switch")
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
  }

  @Test
  void tellsTheFleetsMetrics() {
    given().header("Authorization", TestTokens.service(tenant)).get("/internal/v1/erp/status");

    String metrics = given().get("/q/metrics").then().statusCode(200).extract().asString();

    assertThat(metrics)
        .contains("error_count_total{code=\"internal_error\",topic=\"http\"}")
        .contains("db_query_duration_seconds_count")
        .contains("http_server_requests_seconds_count");
  }

  @Test
  void aPageThatEndsWithinACustomerLosesNoField() {
    List<String> seen = new ArrayList<>();
    String cursor = null;
    int pages = 0;
    do {
      RequestSpecification request = as(tenant).queryParam("limit", 4);
      if (cursor != null) {
        request.queryParam("cursor", cursor);
      }
      JsonPath page =
          request.get("/internal/v1/erp/conflicts").then().statusCode(200).extract().jsonPath();
      for (Object item : page.getList("items")) {
        java.util.Map<?, ?> conflict = (java.util.Map<?, ?>) item;
        seen.add(conflict.get("customer_id") + "/" + conflict.get("field"));
        assertThat(conflict.get("ours")).isEqualTo("我们的");
      }
      cursor = page.getString("next_cursor");
    } while (cursor != null && ++pages < 5);

    assertThat(seen)
        .containsExactly(
            "c1/address", "c1/email", "c2/address", "c2/email", "c3/address", "c3/email");
    as(tenant)
        .queryParam("after", "c1")
        .get("/internal/v1/erp/conflicts")
        .then()
        .body("items.size()", equalTo(4));
    as(tenant)
        .queryParam("limit", 2)
        .get("/internal/v1/erp/dead-letters")
        .then()
        .body("items.customer_id", equalTo(List.of("c1", "c2")));
  }

  @Test
  void decidesTheValuesThatWereSeenAndNoOthers() {
    as(tenant)
        .header("If-Match", "\"v0\"")
        .body("{\"winner\":\"ours\"}")
        .put("/internal/v1/erp/conflicts/c1/email")
        .then()
        .statusCode(412)
        .contentType(containsString("application/problem+json"))
        .body("code", equalTo("version_changed"));
    as(tenant)
        .header("If-Match", "\"v1\"")
        .body("{\"winner\":\"ours\"}")
        .put("/internal/v1/erp/conflicts/c1/email")
        .then()
        .statusCode(204);
  }

  @Test
  void oneTenantSeesAndDecidesNothingOfAnother() {
    as(other)
        .get("/internal/v1/erp/conflicts")
        .then()
        .body("items.size()", equalTo(0))
        .body("next_cursor", nullValue());
    as(other).get("/internal/v1/erp/dead-letters").then().body("items.size()", equalTo(0));
    as(other)
        .get("/internal/v1/erp/customers/c1/decisions")
        .then()
        .body("items.size()", equalTo(0));
    as(other)
        .body("{\"winner\":\"ours\"}")
        .put("/internal/v1/erp/conflicts/c1/email")
        .then()
        .statusCode(404);
    as(other)
        .body("{}")
        .post("/internal/v1/erp/dead-letters/replay")
        .then()
        .body("queued", equalTo(0));
    as(tenant)
        .body("{\"customer_ids\":[\"c2\"]}")
        .post("/internal/v1/erp/dead-letters/replay")
        .then()
        .body("queued", equalTo(1));
  }

  @Test
  void refusesACursorOfItsOwnMaking() {
    as(tenant)
        .queryParam("cursor", "**")
        .get("/internal/v1/erp/conflicts")
        .then()
        .statusCode(400)
        .contentType(containsString("application/problem+json"));
    as(tenant).queryParam("limit", 501).get("/internal/v1/erp/conflicts").then().statusCode(400);
  }

  private static RequestSpecification as(String tenant) {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json");
  }

  private void run(String sql, Tuple values) {
    tenants
        .inTransaction(
            values.getString(0), tx -> tx.preparedQuery(sql).execute(values).replaceWithVoid())
        .await()
        .atMost(PATIENCE);
  }
}
