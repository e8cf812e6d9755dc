package io.kefu.erp.lookup;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.contracts.Topics;
import io.kefu.contracts.event.ErpDirection;
import io.kefu.contracts.event.ErpSync;
import io.kefu.erp.TwoWaySyncTest;
import io.kefu.erp.connector.Connectors;
import io.kefu.erp.connector.TestSettings;
import io.kefu.erp.pull.PullWorker;
import io.kefu.erp.push.PushWorker;
import io.kefu.local.erp.DemoInstallation;
import io.kefu.local.erp.ErpSimulator;
import io.kefu.local.erp.ErpSimulator.Fault;
import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What customers hear of the ERP, and above all what they do not. */
@QuarkusTest
@TestProfile(TwoWaySyncTest.Impatient.class)
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "erp"))
class LookupTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String WECHAT = "wxid_demo_customer";

  @Inject ObjectMapper mapper;
  @Inject Connectors connectors;
  @Inject PushWorker pusher;
  @Inject PullWorker puller;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;

  private final String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);
  private final ErpSimulator erp = new ErpSimulator(7);
  private KafkaProducer<String, String> producer;

  @BeforeEach
  void connect() {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka), new StringSerializer(), new StringSerializer());
    DemoInstallation.fill(erp, WECHAT, "王先生");
    connectors.put(
        TestSettings.zhibang(tenant, "v3", erp.address(), "right", Duration.ofSeconds(4)));
    pull();
  }

  @AfterEach
  void disconnect() {
    producer.close();
    erp.close();
  }

  @Test
  void answersTheCustomerWhomTheErpKnowsByWeChatId() throws Exception {
    link("c1", Map.of("wechat_id", WECHAT, "wechat_nickname", "王先生"));

    ask("c1", "order", " so20261101 ")
        .body("status", equalTo("found"))
        .body("records[0].number", equalTo("SO20261101"))
        .body("records[0].status", equalTo("已发货"))
        .body("records[0].fields.金额", equalTo("96000.00"));
    ask("c1", "logistics", "SO20261101")
        .body("status", equalTo("found"))
        .body("records[0].number", equalTo("FH20261105"))
        .body("records[0].fields.物流单号", equalTo("DPK600123456789"));
    ask("c1", "logistics", "FH20261105").body("status", equalTo("found"));
    ask("c1", "invoice", "SO20261101").body("records[0].number", equalTo("FP20261106"));
    // Without a number the newest comes first.
    ask("c1", "order", null)
        .body("records.number", equalTo(java.util.List.of("SO20261115", "SO20261101")));
    // Nobody is doubled: the link went over to the customer, the stand-in is gone.
    workUntilQuiet();
    assertThat(erp.customers()).hasSize(3);
    ask("erp-1000", "order", null).body("status", equalTo("not_linked"));
  }

  @Test
  void anothersRecordIsLikeNone() throws Exception {
    link("c1", Map.of("wechat_id", WECHAT));

    String anothers = ask("c1", "order", "SO20261108").extract().asString();
    String nobodys = ask("c1", "order", "SO00000000").extract().asString();

    assertThat(anothers).isEqualTo(nobodys).contains("not_found");
    ask("c1", "logistics", "SO20261108").body("status", equalTo("not_found"));
    // Not even when the ERP itself forgets whose rows were asked for.
    erp.fault(Fault.EVERYBODY, 1);
    ask("c1", "invoice", null).body("records.size()", equalTo(1));
    ask("c1", "order", "SO20261108 ").body("status", equalTo("not_found"));
  }

  @Test
  void noNumberOfOnesOwnMakingOpensAnothersRecord() throws Exception {
    link("c1", Map.of("wechat_id", WECHAT));
    String nobodys = ask("c1", "order", "SO00000000").extract().asString();

    for (String number :
        new String[] {
          "SO20261108' OR '1'='1",
          "SO2026110%",
          "SO*",
          "%",
          "*",
          "' OR 1=1 --",
          "SO20261108&customer=1002",
          "SO20261108\",\"id\":\"1002",
          "../SO20261108",
          "{customer}",
          "{order}",
          "${ERP_PASSWORD}",
          "ＳＯ２０２６１１０８",
          "SO20261108\u200b",
          "SO20261101,SO20261108"
        }) {
      for (boolean leaking : new boolean[] {false, true}) {
        erp.fault(Fault.EVERYBODY, leaking ? 1 : 0);
        for (String kind : new String[] {"order", "logistics", "invoice"}) {
          assertThat(ask("c1", kind, number).extract().asString())
              .as("%s %s, leaking %s", kind, number, leaking)
              .isEqualTo(nobodys);
        }
      }
    }
    erp.heal();
    ask("c1", "order", "SO20261101").body("status", equalTo("found"));
    asService()
        .body(question("c1", "order", "SO2026\r\n1108"))
        .post("/internal/v1/erp/lookups")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("number"));
  }

  @Test
  void aPhoneNumberThatWasOnlyToldOpensNothing() throws Exception {
    link("c1", Map.of("phone", "13800000001", "real_name", "骗子"));
    ask("c1", "order", null).body("status", equalTo("not_linked"));

    publish("c1", 2, "phone_verified", Map.of("phone_verified", true));

    await().atMost(PATIENCE).until(() -> "found".equals(status("c1", "order")));
    ask("stranger", "order", null).body("status", equalTo("not_linked"));
  }

  @Test
  void stockIsForAnyone() {
    ask("stranger", "stock", "DC120-2G")
        .body("status", equalTo("found"))
        .body("records[0].title", equalTo("120kW 直流充电桩"))
        .body("records[0].fields.可用数量", equalTo("6"));
    ask("stranger", "stock", "CP-AC7").body("status", equalTo("found"));
    ask("stranger", "stock", "CP").body("status", equalTo("not_found"));
    ask("stranger", "stock", null).body("status", equalTo("not_found"));
  }

  @Test
  void oneTenantHearsNothingOfAnother() throws Exception {
    link("c1", Map.of("wechat_id", WECHAT));
    String other = "t" + UUID.randomUUID().toString().substring(0, 8);
    connectors.put(
        TestSettings.zhibang(other, "v3", erp.address(), "right", Duration.ofSeconds(4)));

    given()
        .header("Authorization", TestTokens.service(other))
        .contentType("application/json")
        .body("{\"customer_id\":\"c1\",\"kind\":\"order\"}")
        .post("/internal/v1/erp/lookups")
        .then()
        .statusCode(200)
        .body("status", equalTo("not_linked"));
  }

  @Test
  void anErpThatIsAwayIsUnavailableInTime() throws Exception {
    link("c1", Map.of("wechat_id", WECHAT));
    erp.slowness(Duration.ofSeconds(6));
    erp.fault(Fault.SLOW, 1);
    long start = System.nanoTime();

    asService()
        .header("Kefu-Deadline-Ms", 150)
        .body(question("c1", "order", null))
        .post("/internal/v1/erp/lookups")
        .then()
        .statusCode(200)
        .body("status", equalTo("unavailable"));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    erp.heal();
    ask("c1", "order", null).body("status", equalTo("found"));
    // A lost session is renewed within one question.
    erp.loseSession();
    ask("c1", "order", "SO20261115").body("status", equalTo("found"));
    asService()
        .header("Kefu-Deadline-Ms", 0)
        .body(question("c1", "order", "SO1"))
        .post("/internal/v1/erp/lookups")
        .then()
        .body("status", equalTo("unavailable"));
  }

  @Test
  void anAnswerServesTwiceAndTheKillSwitchStopsAll() throws Exception {
    link("c1", Map.of("wechat_id", WECHAT));
    ask("c1", "order", null).body("status", equalTo("found"));
    int calls = erp.calls();

    ask("c1", "order", null).body("status", equalTo("found"));
    assertThat(erp.calls()).isEqualTo(calls);
    asService().body("{\"on\":true}").put("/internal/v1/erp/kill-switch").then().statusCode(200);

    ask("c1", "order", null).body("status", equalTo("unavailable"));
    ask("c1", "stock", "CP-AC7").body("status", equalTo("unavailable"));
    assertThat(erp.calls()).isEqualTo(calls);
  }

  @Test
  void aCaptchaClosesTheErpUntilSomebodyLogsIn() throws Exception {
    link("c1", Map.of("wechat_id", WECHAT));
    erp.wantCaptcha(true);
    publish("c1", 2, "order", Map.of("company_name", "重庆山城充电科技有限公司", "email", "a@b.cn"));
    await().atMost(PATIENCE).until(() -> pusher.push(tenant) >= 0 && captcha());
    int calls = erp.calls();

    ask("c1", "order", null).body("status", equalTo("unavailable"));

    assertThat(erp.calls()).isEqualTo(calls);
  }

  @Test
  void badQuestionsAreRefusedAndStrangersKeptOut() {
    asService()
        .body("{\"customer_id\":\"\",\"kind\":\"order\"}")
        .post("/internal/v1/erp/lookups")
        .then()
        .statusCode(400)
        .contentType(containsString("application/problem+json"));
    asService()
        .body("{\"customer_id\":\"c1\",\"kind\":\"salary\"}")
        .post("/internal/v1/erp/lookups")
        .then()
        .statusCode(400);
    asService()
        .body(question("c1", "order", "x".repeat(65)))
        .post("/internal/v1/erp/lookups")
        .then()
        .statusCode(400);
    given()
        .contentType("application/json")
        .body(question("c1", "order", null))
        .post("/internal/v1/erp/lookups")
        .then()
        .statusCode(401);
  }

  private void link(String customer, Map<String, Object> fields) throws Exception {
    publish(customer, 1, "updated", fields);
    await().atMost(PATIENCE).until(() -> status().getInt("queue_depth") > 0);
    workUntilQuiet();
  }

  private void workUntilQuiet() {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              while (pusher.push(tenant) > 0) {
                // Until nothing is due.
              }
              return status().getInt("queue_depth") == 0;
            });
  }

  private void pull() {
    await().atMost(PATIENCE).until(() -> puller.pull(tenant).isPresent());
  }

  private boolean captcha() {
    return "captcha".equals(status().getString("connection"));
  }

  private String status(String customer, String kind) {
    return ask(customer, kind, null).extract().path("status");
  }

  private JsonPath status() {
    return asService().get("/internal/v1/erp/status").then().statusCode(200).extract().jsonPath();
  }

  private ValidatableResponse ask(String customer, String kind, String number) {
    return asService()
        .header("Kefu-Deadline-Ms", 5000)
        .body(question(customer, kind, number))
        .post("/internal/v1/erp/lookups")
        .then()
        .statusCode(200);
  }

  private static Map<String, Object> question(String customer, String kind, String number) {
    Map<String, Object> question = new HashMap<>();
    question.put("customer_id", customer);
    question.put("kind", kind);
    if (number != null) {
      question.put("number", number);
    }
    return question;
  }

  private RequestSpecification asService() {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json");
  }

  private void publish(String customer, long version, String cause, Map<String, Object> fields)
      throws Exception {
    ErpSync event =
        new ErpSync(
            UUID.randomUUID(),
            tenant,
            Instant.now(),
            1,
            customer,
            ErpDirection.TO_ERP,
            cause,
            version,
            fields);
    producer.send(
        new ProducerRecord<>(
            Topics.ERP_SYNC, tenant + "/" + customer, mapper.writeValueAsString(event)));
    producer.flush();
  }
}
