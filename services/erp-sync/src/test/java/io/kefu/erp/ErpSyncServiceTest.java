package io.kefu.erp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.Topics;
import io.kefu.contracts.erp.ErpConnection;
import io.kefu.contracts.erp.ErpStatus;
import io.kefu.contracts.event.ErpDirection;
import io.kefu.contracts.event.ErpSync;
import io.kefu.erp.privacy.SensitiveFields;
import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service on real Kafka and PostgreSQL, without an ERP: changes wait. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "erp"))
class ErpSyncServiceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject ObjectMapper mapper;
  @Inject TenantScope tenants;
  @Inject SensitiveFields sensitive;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;

  private final String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);
  private KafkaProducer<String, String> producer;

  @BeforeEach
  void openProducer() {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka, "acks", "all"),
            new StringSerializer(),
            new StringSerializer());
  }

  @AfterEach
  void closeProducer() {
    producer.close();
  }

  @Test
  void recordsEachChangeOnceByVersion() throws Exception {
    ErpSync third = change("c1", 3, "phone_verified", Map.of("phone", "13800000000"));
    ErpSync second = change("c1", 2, "updated", Map.of("phone", "13700000000"));

    publish(third, third, second, third, change("c2", 1, "created", Map.of("real_name", "张三")));

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(status().queueDepth()).isEqualTo(2));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(outcomes())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("QUEUED", 2L, "STALE", 1L)));
    assertThat(phoneOf("c1")).isEqualTo("13800000000");
    assertThat(status().connection()).isEqualTo(ErpConnection.NOT_CONFIGURED);
    assertThat(status().oldestQueuedAt()).isBefore(Instant.now());
  }

  @Test
  void leavesAloneWhatComesFromTheErp() throws Exception {
    ErpSync pulled =
        new ErpSync(
            UUID.randomUUID(),
            tenant,
            Instant.now(),
            1,
            "c1",
            ErpDirection.FROM_ERP,
            "pulled",
            1,
            Map.of());

    publish(pulled, change("c2", 1, "created", Map.of()));

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(status().queueDepth()).isEqualTo(1));
  }

  @Test
  void aPoisonRecordGoesToTheDeadLetters() throws Exception {
    producer.send(new ProducerRecord<>(Topics.ERP_SYNC, tenant + "/c1", "{\"version\":-1")).get();
    publish(change("c2", 1, "created", Map.of("real_name", "张\u0000三")));
    publish(change("c3", 1, "created", Map.of("real_name", "李四")));

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(status().queueDepth()).isEqualTo(1));
    assertThat(deadLetters(tenant + "/c1", tenant + "/c2"))
        .containsEntry(tenant + "/c1", "unreadable_event")
        .containsEntry(tenant + "/c2", "refused_by_database");
  }

  @Test
  void throwsAndLiftsTheKillSwitchOfOneTenant() throws Exception {
    given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json")
        .body("{\"on\":true,\"reason\":\"maintenance\"}")
        .put("/internal/v1/erp/kill-switch")
        .then()
        .statusCode(200);

    assertThat(status().killSwitch().on()).isTrue();
    assertThat(status().killSwitch().reason()).isEqualTo("maintenance");
    assertThat(status().killSwitch().changedBy()).isEqualTo("test");
    assertThat(status("other-" + tenant).killSwitch().on()).isFalse();
  }

  @Test
  void refusesStrangers() {
    given().get("/internal/v1/erp/status").then().statusCode(401);
    for (String token :
        List.of(
            TestTokens.forged(tenant),
            TestTokens.expired(tenant),
            TestTokens.wrongAudience(tenant),
            "Bearer nonsense")) {
      given().header("Authorization", token).get("/internal/v1/erp/status").then().statusCode(401);
      given()
          .header("Authorization", token)
          .contentType("application/json")
          .body("{\"on\":true}")
          .put("/internal/v1/erp/kill-switch")
          .then()
          .statusCode(401);
    }
  }

  @Test
  void saysWhatIsWrongWithABody() {
    given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json")
        .body("{\"on\":\"perhaps\"}")
        .put("/internal/v1/erp/kill-switch")
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
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

  private ErpStatus status() {
    return status(tenant);
  }

  private ErpStatus status(String ofTenant) {
    String body =
        given()
            .header("Authorization", TestTokens.service(ofTenant))
            .get("/internal/v1/erp/status")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    try {
      return mapper.readValue(body, ErpStatus.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Map<String, Long> outcomes() {
    return tenants
        .inTransaction(
            tenant,
            connection ->
                connection
                    .preparedQuery(
                        "SELECT outcome, count(*) AS n FROM outbox_event WHERE tenant_id = $1"
                            + " GROUP BY 1")
                    .execute(Tuple.of(tenant))
                    .map(
                        rows -> {
                          Map<String, Long> found = new HashMap<>();
                          rows.forEach(
                              row -> found.put(row.getString("outcome"), row.getLong("n")));
                          return found;
                        }))
        .await()
        .atMost(PATIENCE);
  }

  private String phoneOf(String customer) {
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
                            sensitive.openText(
                                tenant,
                                customer,
                                "phone",
                                rows.iterator().next().getJsonObject("fields").getString("phone"))))
        .await()
        .atMost(PATIENCE);
  }

  private Map<String, String> deadLetters(String... keys) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            kafka,
            "group.id",
            "test-" + UUID.randomUUID(),
            "auto.offset.reset",
            "earliest");
    Map<String, String> codes = new HashMap<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(Topics.deadLetter(Topics.ERP_SYNC)));
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                for (ConsumerRecord<String, String> record :
                    consumer.poll(Duration.ofMillis(200))) {
                  codes.put(
                      record.key(),
                      new String(
                          record.headers().lastHeader(Topics.HEADER_DLQ_ERROR_CODE).value(),
                          java.nio.charset.StandardCharsets.UTF_8));
                }
                return codes.keySet().containsAll(List.of(keys));
              });
    }
    return codes;
  }
}
