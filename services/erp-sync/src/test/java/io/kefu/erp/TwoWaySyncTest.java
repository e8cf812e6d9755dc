package io.kefu.erp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.Topics;
import io.kefu.contracts.event.ErpDirection;
import io.kefu.contracts.event.ErpSync;
import io.kefu.erp.connector.Connectors;
import io.kefu.erp.connector.TestSettings;
import io.kefu.erp.outbox.FromErpPublisher;
import io.kefu.erp.privacy.SensitiveFields;
import io.kefu.erp.pull.PullWorker;
import io.kefu.erp.push.PushWorker;
import io.kefu.local.erp.ErpSimulator;
import io.kefu.local.erp.ErpSimulator.Fault;
import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both ways against an ERP that misbehaves: everyone agrees in the end, and nobody is doubled. */
@QuarkusTest
@TestProfile(TwoWaySyncTest.Impatient.class)
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "erp"))
public class TwoWaySyncTest {

  /** Short pauses; the test itself says when to push and pull. */
  public static class Impatient implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.scheduler.enabled", "false",
          "kefu.erp.push.round", "PT1S",
          "kefu.erp.push.first-backoff", "PT0.01S",
          "kefu.erp.push.longest-backoff", "PT0.05S",
          "kefu.erp.push.max-attempts", "40",
          "kefu.erp.pull.every", "PT0S",
          "kefu.erp.pull.page-pause", "PT0.01S",
          "kefu.erp.push.parallel", "8");
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PATIENCE_WITH_A_BAD_ERP = Duration.ofMinutes(9);

  /** Customers on both sides together; {@code -Dkefu.two-way.customers=5000} for the long run. */
  private static final int CUSTOMERS = Integer.getInteger("kefu.two-way.customers", 250);

  private static final Map<Fault, Double> FAULTS =
      Map.of(
          Fault.SERVER_ERROR, 0.04,
          Fault.LOST_ANSWER, 0.04,
          Fault.NOT_SAVED, 0.05,
          Fault.SESSION_LOST, 0.03,
          Fault.SLOW, 0.005,
          Fault.TRICKLE, 0.005);

  private static final int OURS = CUSTOMERS * 3 / 5;
  private static final int THEIRS = CUSTOMERS - OURS;

  @Inject ObjectMapper mapper;
  @Inject TenantScope tenants;
  @Inject Connectors connectors;
  @Inject PushWorker pusher;
  @Inject PullWorker puller;
  @Inject FromErpPublisher publisher;
  @Inject SensitiveFields sensitive;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;

  private final String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);
  private final ErpSimulator erp = new ErpSimulator(42);
  private KafkaProducer<String, String> producer;

  @BeforeEach
  void connect() {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka, "acks", "all"),
            new StringSerializer(),
            new StringSerializer());
    connectors.put(
        TestSettings.zhibang(tenant, "sysa", erp.address(), "right", Duration.ofMillis(700)));
  }

  @AfterEach
  void disconnect() {
    producer.close();
    erp.close();
  }

  @Test
  void everyRecordIsAgreedAndNoneDoubledThoughTheErpMisbehaves() throws Exception {
    for (int i = 0; i < THEIRS; i++) {
      erp.addCustomer(Map.of("name", "老客户" + i, "khid", "K" + i, "mobile", phone(5000 + i)));
    }
    FAULTS.forEach(erp::fault);
    for (int i = 0; i < OURS; i++) {
      publish(change("c" + i, 1, "order", customer("新客户" + i, i)));
    }
    awaitQueued(OURS);

    long start = System.nanoTime();
    workUntilQuiet();
    Map<Fault, Integer> happened = new EnumMap<>(Fault.class);
    FAULTS.forEach((fault, probability) -> happened.put(fault, erp.happened(fault)));
    double seconds = (System.nanoTime() - start) / 1e9;

    // The ERP never got better: all was agreed while it misbehaved, and each fault did happen.
    assertThat(erp.faults()).isEqualTo(FAULTS);
    assertThat(happened.values()).allSatisfy(times -> assertThat(times).isPositive());

    List<String> numbers =
        erp.customers().values().stream()
            .map(fields -> fields.getOrDefault("khid", ""))
            .filter(number -> number.startsWith("WX"))
            .toList();
    assertThat(numbers).doesNotHaveDuplicates().hasSize(OURS);
    assertThat(
            counts(
                "SELECT push_state AS k, count(*) AS n FROM customer WHERE tenant_id = $1"
                    + " GROUP BY 1"))
        .containsExactly(Map.entry("IDLE", (long) OURS + THEIRS));
    Map<String, String> phones = new HashMap<>();
    erp.customers().values().forEach(row -> phones.put(row.get("khid"), row.get("mobile")));
    for (int i = 0; i < OURS; i++) {
      assertThat(phones).containsEntry("WXc" + i, phone(i));
    }
    Agreement agreement = compareBothSides();
    print(agreement, seconds, happened);
    assertThat(agreement.differing()).isEmpty();
    assertThat(agreement.agreed()).isEqualTo(OURS + THEIRS);
    assertThat(agreement.doubled()).isZero();
    // Others are told of each newcomer, and of each customer number the ERP now has.
    assertNoPlainPhones(OURS + 5000 + THEIRS);
    String waiting = "SELECT 'n' AS k, count(*) AS n FROM from_erp_event WHERE tenant_id = $1";
    assertThat(counts(waiting)).containsEntry("n", (long) OURS + THEIRS);
    publisher.publish().await().atMost(PATIENCE);
    assertThat(counts(waiting)).containsEntry("n", 0L);
    assertNoPlainPhones(OURS + 5000 + THEIRS);
  }

  @Test
  void changesOfBothSidesMeet() throws Exception {
    publish(change("c1", 1, "order", customer("甲公司", 1)));
    awaitQueued(1);
    workUntilQuiet();
    int id = idOf("WXc1");
    // Both change, each another field; and both change the e-mail.
    erp.change(id, "address", "重庆市渝北区");
    erp.change(id, "email", "erp@example.com");
    publish(
        change("c1", 2, "phone_verified", Map.of("phone", phone(77), "email", "our@example.com")));
    awaitVersion("c1", 2);

    workUntilQuiet();

    assertThat(erp.customers().get(id))
        .containsEntry("mobile", phone(77))
        .containsEntry("address", "重庆市渝北区")
        .containsEntry("email", "erp@example.com");
    assertThat(fieldsOf("c1")).containsEntry("address", "重庆市渝北区");
    assertThat(status().get("open_conflicts")).isEqualTo(1);
    assertThat(
            counts(
                "SELECT reason AS k, count(*) AS n FROM field_decision WHERE tenant_id = $1 AND"
                    + " field IN ('phone', 'address', 'email') GROUP BY 1"))
        .containsKeys("only_ours_changed", "only_theirs_known", "both_changed");

    // A person decides, and only then the e-mail moves.
    asService()
        .body("{\"winner\":\"perhaps\"}")
        .put("/internal/v1/erp/conflicts/c1/email")
        .then()
        .statusCode(400);
    asService()
        .body("{\"winner\":\"ours\"}")
        .put("/internal/v1/erp/conflicts/c1/phone")
        .then()
        .statusCode(404);
    asService()
        .body("{\"winner\":\"ours\"}")
        .put("/internal/v1/erp/conflicts/c1/email")
        .then()
        .statusCode(204);
    workUntilQuiet();

    assertThat(erp.customers().get(id)).containsEntry("email", "our@example.com");
    assertThat(status().get("open_conflicts")).isEqualTo(0);
    assertThat(
            asService()
                .get("/internal/v1/erp/customers/c1/decisions")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.reason", String.class))
        .contains("decided_by_person");
  }

  @Test
  void theKillSwitchStopsEveryCall() throws Exception {
    killSwitch(true);
    publish(change("c1", 1, "order", customer("甲公司", 1)));
    awaitQueued(1);

    pusher.push(tenant);
    puller.pull(tenant);

    assertThat(erp.calls()).isZero();
    killSwitch(false);
    workUntilQuiet();
    assertThat(idOf("WXc1")).isPositive();
  }

  @Test
  void theRulesKeepOutWhomTheErpIsNotToKnow() throws Exception {
    publish(change("c1", 1, "created", Map.of("wechat_nickname", "小王")));
    awaitQueued(1);

    workUntilQuiet();

    assertThat(erp.customers()).isEmpty();
    assertThat(
            counts(
                "SELECT push_rule AS k, count(*) AS n FROM customer WHERE tenant_id = $1"
                    + " GROUP BY 1"))
        .containsOnlyKeys("skip_nameless");
  }

  @Test
  void aRefusedCustomerBecomesADeadLetterAndHoldsUpNobody() throws Exception {
    publish(
        change("c1", 1, "order", Map.of("phone", phone(1))),
        change("c2", 1, "order", customer("乙公司", 2)));
    awaitQueued(2);

    workUntilQuiet();

    assertThat(status()).containsEntry("dead", 1).containsEntry("last_error", "erp_refused");
    assertThat(idOf("WXc2")).isPositive();
    assertThat(
            asService()
                .get("/internal/v1/erp/dead-letters")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.customer_id", String.class))
        .containsExactly("c1");

    // With a name the ERP takes it; a new change revives it without a replay as well.
    asService().body("{}").post("/internal/v1/erp/dead-letters/replay").then().statusCode(200);
    publish(change("c1", 2, "updated", Map.of("real_name", "张三")));
    awaitVersion("c1", 2);
    workUntilQuiet();

    assertThat(status()).containsEntry("dead", 0);
    assertThat(idOf("WXc1")).isPositive();
  }

  private void workUntilQuiet() {
    await()
        .atMost(PATIENCE_WITH_A_BAD_ERP)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              while (pusher.push(tenant) > 0) {
                // Until nothing is due.
              }
              boolean pulled = puller.pull(tenant).orElse(1) == 0;
              return pulled && status().get("queue_depth").equals(0);
            });
  }

  /**
   * What both sides hold in the end.
   *
   * @param agreed customers of ours whose name, phone and WeChat id are those of their ERP row
   * @param differing those whose are not
   * @param doubled ERP rows beyond the first with one customer number, phone or name
   */
  private record Agreement(int agreed, List<String> differing, int doubled) {}

  private Agreement compareBothSides() {
    Map<Integer, Map<String, String>> theirs = erp.customers();
    List<String> differing = new ArrayList<>();
    int agreed = 0;
    for (var row : everyCustomer()) {
      String id = row.getString("customer_id");
      Map<String, Object> ours = sensitive.open(tenant, id, row.getJsonObject("fields").getMap());
      Map<String, String> erpRow =
          row.getString("erp_id") == null
              ? Map.of()
              : theirs.getOrDefault(Integer.valueOf(row.getString("erp_id")), Map.of());
      boolean same =
          String.valueOf(ours.get("company_name")).equals(erpRow.get("name"))
              && String.valueOf(ours.get("phone")).equals(erpRow.get("mobile"))
              && (ours.get("wechat_id") == null
                  || ours.get("wechat_id").equals(erpRow.get("weixinAcc")));
      if (same) {
        agreed++;
      } else {
        differing.add(id + ": " + ours + " / " + erpRow);
      }
    }
    int doubled = 0;
    for (String field : new String[] {"khid", "mobile", "name"}) {
      Set<String> seen = new HashSet<>();
      for (Map<String, String> customer : theirs.values()) {
        doubled += seen.add(customer.get(field)) ? 0 : 1;
      }
    }
    return new Agreement(agreed, differing, doubled);
  }

  private RowSet<Row> everyCustomer() {
    return tenants
        .inTransaction(
            tenant,
            connection ->
                connection
                    .preparedQuery(
                        "SELECT customer_id, erp_id, fields FROM customer WHERE tenant_id = $1")
                    .execute(Tuple.of(tenant)))
        .await()
        .atMost(PATIENCE);
  }

  private void print(Agreement agreement, double seconds, Map<Fault, Integer> happened) {
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("customers changed here", OURS);
    table.put("customers of the ERP", THEIRS);
    table.put("agreed on both sides", agreement.agreed());
    table.put("differing", agreement.differing().size());
    table.put("doubled", agreement.doubled());
    table.put("calls to the ERP", erp.calls());
    table.put("logins", erp.logins());
    table.put("seconds", Math.round(seconds));
    happened.forEach((fault, times) -> table.put("fault " + fault, times));
    table.forEach((name, value) -> System.out.printf("two-way | %-24s | %8s |%n", name, value));
  }

  /** Looks into every column of every table of the schema, whatever its type. */
  private void assertNoPlainPhones(int upTo) {
    Set<String> phones = new HashSet<>();
    for (int i = 0; i < upTo; i++) {
      phones.add(phone(i));
    }
    List<String> tables =
        texts("SELECT table_name AS t FROM information_schema.tables WHERE table_schema = 'erp'");
    assertThat(tables).contains("customer", "outbox_event", "field_decision", "from_erp_event");
    for (String table : tables) {
      String rows =
          "SELECT DISTINCT m[1] AS t FROM "
              + table
              + " AS r,"
              + " regexp_matches(r::text, '138[0-9]{8}', 'g') AS m";
      assertThat(texts(rows)).as(table).doesNotContainAnyElementsOf(phones);
    }
    assertThat(texts("SELECT phone_print AS t FROM customer WHERE phone_print IS NOT NULL LIMIT 5"))
        .isNotEmpty();
  }

  private List<String> texts(String sql) {
    return tenants
        .acrossTenants(
            connection ->
                connection
                    .query(sql)
                    .execute()
                    .map(
                        rows -> {
                          List<String> found = new ArrayList<>();
                          rows.forEach(row -> found.add(row.getString("t")));
                          return found;
                        }))
        .await()
        .atMost(PATIENCE);
  }

  private static Map<String, Object> customer(String name, int i) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("company_name", name);
    fields.put("phone", phone(i));
    fields.put("wechat_id", "wxid_" + i);
    fields.put("intent_score", 80);
    return fields;
  }

  private static String phone(int i) {
    return "138%08d".formatted(i);
  }

  private ErpSync change(String customer, long version, String cause, Map<String, Object> fields) {
    return new ErpSync(
        UUID.randomUUID(),
        tenant,
        Instant.now(),
        1,
        customer,
        ErpDirection.TO_ERP,
        cause,
        version,
        fields);
  }

  private void publish(ErpSync... events) throws Exception {
    for (ErpSync event : events) {
      producer.send(
          new ProducerRecord<>(
              Topics.ERP_SYNC,
              tenant + "/" + event.customerId(),
              mapper.writeValueAsString(event)));
    }
    producer.flush();
  }

  private void awaitQueued(int depth) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(status().get("queue_depth")).isEqualTo(depth));
  }

  private void awaitVersion(String customer, long version) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        counts(
                            "SELECT customer_id AS k, version AS n FROM customer WHERE"
                                + " tenant_id = $1"))
                    .containsEntry(customer, version));
  }

  private RequestSpecification asService() {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json");
  }

  private void killSwitch(boolean on) {
    asService()
        .body("{\"on\":" + on + "}")
        .put("/internal/v1/erp/kill-switch")
        .then()
        .statusCode(200);
  }

  private Map<String, Object> status() {
    return given()
        .header("Authorization", TestTokens.service(tenant))
        .get("/internal/v1/erp/status")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getMap("$");
  }

  private int idOf(String number) {
    return erp.customers().entrySet().stream()
        .filter(entry -> number.equals(entry.getValue().get("khid")))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new AssertionError(number + " is not in the ERP"));
  }

  private Map<String, Object> fieldsOf(String customer) {
    return tenants
        .inTransaction(
            tenant,
            connection ->
                connection
                    .preparedQuery(
                        "SELECT fields FROM customer WHERE tenant_id = $1 AND customer_id = $2")
                    .execute(Tuple.of(tenant, customer))
                    .map(
                        rows ->
                            sensitive.open(
                                tenant,
                                customer,
                                rows.iterator().next().getJsonObject("fields").getMap())))
        .await()
        .atMost(PATIENCE);
  }

  private Map<String, Long> counts(String sql) {
    return tenants
        .inTransaction(
            tenant,
            connection ->
                connection
                    .preparedQuery(sql)
                    .execute(Tuple.of(tenant))
                    .map(
                        rows -> {
                          Map<String, Long> found = new HashMap<>();
                          rows.forEach(row -> found.put(row.getString("k"), row.getLong("n")));
                          return found;
                        }))
        .await()
        .atMost(PATIENCE);
  }
}
