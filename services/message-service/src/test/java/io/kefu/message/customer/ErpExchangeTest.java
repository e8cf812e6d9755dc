package io.kefu.message.customer;

import static io.kefu.message.Stage.text;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.contracts.event.ErpSync;
import io.kefu.message.EventWatch;
import io.kefu.message.OnStage;
import io.kefu.message.Stage;
import io.kefu.testharness.TestTokens;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the ERP is told of customers, and what is taken over from it. */
@OnStage
class ErpExchangeTest {

  private static final String PHONE = "13912345678";

  @Inject Stage stage;
  @Inject EventWatch watch;
  @Inject ServiceTokens tokens;

  private final String tenant = Stage.tenantOfQuickAgents();

  @Test
  void newCustomerIsToldAndAQuoteRequestAtOnce() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    ErpSync created = watch.awaitToErp(tenant, told -> !told.isEmpty()).getFirst();
    stage.say(tenant, "a1", text("c1", "m2", "320kW双枪发个报价，含税"));

    ErpSync quote =
        watch
            .awaitToErp(
                tenant,
                told -> told.stream().anyMatch(event -> event.cause().equals("quote_requested")))
            .getLast();

    assertThat(created.cause()).isEqualTo("created");
    assertThat(created.fields())
        .containsEntry("wechat_nickname", "customer c1")
        .containsEntry("bucket", "GRAY")
        .containsKey("wechat_id");
    assertThat(quote.customerId()).isEqualTo(created.customerId());
    assertThat(quote.version()).isGreaterThan(created.version());
    assertThat(quote.fields())
        .containsEntry("has_quote_request", true)
        .doesNotContainKey("wechat_id");
  }

  @Test
  void verifiedPhoneIsToldInTheOpenAndKeptSealed() {
    String id = customer();

    patch(id, "{\"phone\":\"+86 139-1234-5678\",\"phone_verified\":true}")
        .statusCode(200)
        .body("phone", equalTo("139****5678"))
        .body("phone_verified", equalTo(true));

    assertThat(
            watch
                .awaitToErp(
                    tenant,
                    told -> told.stream().anyMatch(event -> event.cause().equals("phone_verified")))
                .getLast()
                .fields())
        .containsEntry("phone", PHONE)
        .containsEntry("phone_verified", true);
    assertThat(stage.rows(tenant, "SELECT phone FROM customers").iterator().next().getString(0))
        .startsWith("sealed:1:t1:");
    given()
        .header("Authorization", tokens.bearer(tenant, "li"))
        .post("/internal/v1/customers/" + id + "/phone")
        .then()
        .statusCode(200)
        .body("phone", equalTo(PHONE));
    get("/internal/v1/customers/" + id + "/changes")
        .body("[0].action", equalTo("reveal_phone"))
        .body("[0].actor", equalTo("li"))
        .body("[1].fields", hasItem("phone"));
    get("/internal/v1/customers?phone=" + PHONE).body("items", hasSize(1));
    patch(id, "{\"phone\":\"not a number\"}")
        .statusCode(400)
        .body("errors[0].field", equalTo("phone"));
  }

  @Test
  void numberThatAnOlderKeySealedIsSealedAgain() {
    String id = customer();
    patch(id, "{\"phone\":\"" + PHONE + "\"}").statusCode(200);
    // Only the fingerprint's key id is looked at; a foreign one stands for a key of before.
    stage.rows(
        tenant, "UPDATE customers SET phone_fingerprint = 'old:' || phone_fingerprint RETURNING 1");

    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () ->
                stage.count(
                        tenant,
                        "SELECT count(*) FROM customers WHERE phone_fingerprint LIKE 't1:%'")
                    == 1);

    get("/internal/v1/customers?phone=" + PHONE).body("items", hasSize(1));
  }

  @Test
  void changeFromTheErpIsTakenOverOnceAndNotToldBack() {
    String id = customer();
    int before = watch.toErp(tenant).size();

    watch.fromErp(
        tenant,
        id,
        1,
        Map.of(
            "company_name",
            "重庆新能源有限公司",
            "phone",
            PHONE,
            "customer_number",
            "WX1",
            "has_order",
            true,
            "has_contract",
            true,
            "has_payment",
            true,
            "value",
            "very_high"));
    awaitErpVersion(1);
    watch.fromErp(tenant, id, 1, Map.of("company_name", "redelivered"));
    watch.fromErp(tenant, id, 3, Map.of("region", "渝A"));
    watch.fromErp(tenant, id, 2, Map.of("region", "older"));
    awaitErpVersion(3);

    get("/internal/v1/customers/" + id)
        .body("company_name", equalTo("重庆新能源有限公司"))
        .body("phone", equalTo("139****5678"))
        .body("region", equalTo("渝A"))
        .body("customer_number", equalTo("WX1"))
        .body("has_payment", equalTo(true));
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> get("/internal/v1/customers/" + id).body("grade", equalTo("A")));
    patch(id, "{\"notes\":\"重要\"}").statusCode(200);
    ErpSync next = watch.awaitToErp(tenant, told -> told.size() > before).getLast();
    assertThat(next.fields()).containsEntry("notes", "重要").doesNotContainKey("company_name");
    assertThat(next.fields()).doesNotContainKeys("phone", "region");
  }

  @Test
  void customerThatOnlyTheErpKnewIsRecognisedWhenSheWrites() {
    watch.fromErp(
        tenant, "erp-77", 1, Map.of("company_name", "川能科技有限公司", "wechat_id", "wxid_c1000000"));
    awaitErpVersion(1);

    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    stage.awaitReplies(tenant, 1);

    get("/internal/v1/customers")
        .body("items", hasSize(1))
        .body("items[0].display_name", equalTo("川能科技有限公司"));
    assertThat(stage.count(tenant, "SELECT count(*) FROM conversations")).isEqualTo(1);
  }

  @Test
  void changeOfAnUnknownCustomerIsADeadLetter() {
    String mine = customer();
    String other = Stage.tenant();

    watch.fromErp(other, mine, 1, Map.of("company_name", "x"));

    Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> watch.deadErp(other).size() == 1);
    get("/internal/v1/customers/" + mine).body("company_name", equalTo(null));
  }

  private String customer() {
    stage.say(tenant, "a1", text("c1", "m1", "在吗？"));
    return watch.awaitToErp(tenant, told -> !told.isEmpty()).getFirst().customerId();
  }

  private void awaitErpVersion(long version) {
    Awaitility.await("version " + version + " of the ERP")
        .atMost(Duration.ofSeconds(15))
        .until(
            () ->
                stage.count(tenant, "SELECT COALESCE(max(version), 0) FROM erp_links") == version);
  }

  private ValidatableResponse get(String path) {
    return given().header("Authorization", TestTokens.service(tenant)).get(path).then();
  }

  private ValidatableResponse patch(String id, String body) {
    return given()
        .header("Authorization", tokens.bearer(tenant, "li"))
        .contentType(io.restassured.http.ContentType.JSON)
        .body(body)
        .patch("/internal/v1/customers/" + id)
        .then();
  }
}
