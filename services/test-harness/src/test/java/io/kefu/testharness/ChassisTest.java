package io.kefu.testharness;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.kefu.chassis.deadletter.DeadLetters;
import io.kefu.chassis.servicetoken.ServiceTokens;
import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.contracts.Topics;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every service inherits: the chassis on real back ends. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "stats"))
class ChassisTest {

  private static final String NOTES = "/internal/v1/notes";

  @Inject ServiceTokens serviceTokens;
  @Inject DeadLetters deadLetters;
  @Inject TenantScope tenants;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;

  @Test
  void tokenOfTheIssuerIsAccepted() {
    given()
        .header("Authorization", serviceTokens.bearer("tenant-issuer", "user:li"))
        .when()
        .get(NOTES)
        .then()
        .statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "forged", "expired", "audience", "garbage"})
  void anythingElseIsRefused(String kind) {
    String token =
        switch (kind) {
          case "none" -> null;
          case "forged" -> TestTokens.forged("acme");
          case "expired" -> TestTokens.expired("acme");
          case "audience" -> TestTokens.wrongAudience("acme");
          default -> "Bearer eyJhbGciOiJub25lIn0.e30.";
        };
    var request = given();
    if (token != null) {
      request.header("Authorization", token);
    }

    request.when().get(NOTES).then().statusCode(401).body(not(containsString("Exception")));
  }

  @Test
  void endpointWithoutAPermissionAnswersNobody() {
    given()
        .header("Authorization", TestTokens.service("acme"))
        .when()
        .get(NOTES + "/forgotten")
        .then()
        .statusCode(403);
  }

  @Test
  void tenantSeesItsOwnRowsEvenWhenAQueryForgetsTheFilter() {
    String tenant = "t-" + UUID.randomUUID();
    String other = "t-" + UUID.randomUUID();
    add(tenant, "ours");
    add(other, "theirs");

    given()
        .header("Authorization", TestTokens.service(tenant))
        .when()
        .get(NOTES)
        .then()
        .statusCode(200)
        .body("$", contains("ours"));
  }

  @Test
  void transactionOfATenantRefusesTheWildcard() {
    assertThatThrownBy(
            () ->
                tenants
                    .inTransaction(
                        TenantScope.ALL_TENANTS,
                        connection -> connection.query("SELECT 1").execute())
                    .await()
                    .atMost(Duration.ofSeconds(5)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void invalidFieldIsNamedInTheProblem() {
    given()
        .header("Authorization", TestTokens.service("acme"))
        .contentType("application/json")
        .body("{\"note_text\":\"\"}")
        .when()
        .post(NOTES)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("code", is("invalid_request"))
        .body("errors[0].field", is("noteText"));
  }

  @Test
  void brokenJsonIsAProblem() {
    given()
        .header("Authorization", TestTokens.service("acme"))
        .contentType("application/json")
        .body("{\"note_text\":")
        .when()
        .post(NOTES)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("code", is("unreadable_body"));
  }

  @Test
  void unknownAddressIsAProblem() {
    given()
        .header("Authorization", TestTokens.service("acme"))
        .when()
        .get("/internal/v1/nothing")
        .then()
        .statusCode(404)
        .body("status", is(404));
  }

  @Test
  void passingProblemSaysWhenToComeBack() {
    given()
        .header("Authorization", TestTokens.service("acme"))
        .when()
        .get(NOTES + "/busy")
        .then()
        .statusCode(503)
        .header("Retry-After", "7")
        .body("code", is("busy"));
  }

  @Test
  void unexpectedErrorTellsTheCallerNothing() {
    given()
        .header("Authorization", TestTokens.service("acme"))
        .when()
        .get(NOTES + "/broken")
        .then()
        .statusCode(500)
        .body("code", equalTo("internal_error"))
        .body(not(containsString("secret detail")));
  }

  @Test
  void deadLetterKeepsTheRecordAndItsCause() {
    String marker = UUID.randomUUID().toString();
    ConsumerRecord<byte[], byte[]> poison =
        new ConsumerRecord<>(Topics.MESSAGE_IN, 1, 42, bytes("key"), bytes(marker));

    deadLetters.put(poison, "unreadable", "not JSON").await().atMost(Duration.ofSeconds(20));

    ConsumerRecord<byte[], byte[]> letter = find(marker);
    assertThat(new String(letter.key(), StandardCharsets.UTF_8)).isEqualTo("key");
    assertThat(header(letter, Topics.HEADER_DLQ_SOURCE_TOPIC)).isEqualTo(Topics.MESSAGE_IN);
    assertThat(header(letter, Topics.HEADER_DLQ_SOURCE_OFFSET)).isEqualTo("42");
    assertThat(header(letter, Topics.HEADER_DLQ_ERROR_CODE)).isEqualTo("unreadable");
    assertThat(header(letter, Topics.HEADER_DLQ_CONSUMER)).isEqualTo("chassis-test");
  }

  private ConsumerRecord<byte[], byte[]> find(String value) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                kafka,
                "group.id",
                "find-" + value,
                "auto.offset.reset",
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(Topics.deadLetter(Topics.MESSAGE_IN)));
      return Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                for (var letter : consumer.poll(Duration.ofMillis(200))) {
                  if (value.equals(new String(letter.value(), StandardCharsets.UTF_8))) {
                    return letter;
                  }
                }
                return null;
              },
              letter -> letter != null);
    }
  }

  private static void add(String tenant, String note) {
    given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json")
        .body("{\"note_text\":\"" + note + "\"}")
        .when()
        .post(NOTES)
        .then()
        .statusCode(200);
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
