package io.kefu.gateway.enrolment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.TokenForge;
import io.kefu.gateway.testing.Api;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.StandInNeighbours;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class EnrolmentTest {

  @Inject TokenForge forge;

  private String agentId;
  private String address;

  @BeforeEach
  void anAgentAndAPlaceOfItsOwn() {
    agentId = "a-" + UUID.randomUUID();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    address = "198.18." + random.nextInt(256) + "." + random.nextInt(256);
    Api.as(Api.adminToken(), Map.of("agent_id", agentId, "name", "前台"))
        .post("/api/v1/agents")
        .then()
        .statusCode(201);
  }

  @Test
  void aCodeMakesAnAgentOnce() {
    String code = offer().then().statusCode(201).extract().path("code");

    Response enrolled = enrol(code.toLowerCase(java.util.Locale.ROOT).replace("-", " "));

    enrolled.then().statusCode(200).body("agent_id", equalTo(agentId));
    Api.login(Map.of("agent_id", agentId, "secret_key", enrolled.<String>path("secret_key")))
        .then()
        .statusCode(200);
    enrol(code).then().statusCode(401).body("code", equalTo("code_refused"));
    Response trail = given().auth().oauth2(Api.adminToken()).get("/api/v1/audit?limit=2");
    assertThat(trail.<List<String>>path("items.action"))
        .containsExactly("agent.enrolled", "agent.enrolment_offered");
    assertThat(trail.<String>path("items[0].after.machine_name")).isEqualTo("FRONT-DESK-1");
    assertThat(trail.<String>path("items[0].address")).isEqualTo(address);
    assertThat(trail.asString()).doesNotContain(code);
  }

  @Test
  void twoWhoSendOneCodeAtOnceAreNotBothLetIn() {
    String code = offer().path("code");

    List<Integer> statuses =
        IntStream.range(0, 4).parallel().mapToObj(i -> enrol(code).statusCode()).toList();

    assertThat(statuses).containsOnlyOnce(200);
  }

  @Test
  void fiveWrongTriesVoidACode() {
    String code = offer().path("code");
    String locator = code.substring(0, 5);
    String wrong = locator + (code.endsWith("222222") ? "333333" : "222222");
    for (int i = 0; i < 5; i++) {
      enrol(wrong).then().statusCode(401);
    }

    enrol(code).then().statusCode(401);
  }

  @Test
  void aNewCodeVoidsTheOldOneAndADisabledAgentGetsNone() {
    String old = offer().path("code");
    String fresh = offer().path("code");

    enrol(old).then().statusCode(401);
    enrol(fresh).then().statusCode(200);
    given()
        .auth()
        .oauth2(Api.adminToken())
        .post("/api/v1/agents/" + agentId + "/disable")
        .then()
        .statusCode(204);
    offer().then().statusCode(409);
    given()
        .auth()
        .oauth2(forge.person("other", Permission.ALL))
        .post("/api/v1/agents/" + agentId + "/enrolment")
        .then()
        .statusCode(404);
  }

  @Test
  void anAddressThatGuessesMustWait() {
    // A replica that begins to count alone, or ends to, begins a second bucket: twice ten at most.
    Response limited =
        Stream.generate(() -> enrol(EnrolmentCode.fresh(new SecureRandom()).text()))
            .limit(22)
            .filter(answer -> answer.statusCode() != 401)
            .findFirst()
            .orElseThrow();

    limited
        .then()
        .statusCode(429)
        .contentType("application/problem+json")
        .body("code", equalTo("rate_limited"))
        .header("RateLimit-Limit", "10")
        .header("RateLimit-Remaining", "0");
    assertThat(Integer.parseInt(limited.header("Retry-After"))).isBetween(1, 10);
  }

  @Test
  void theCodeIsEasyToTypeAndNothingElseIsOne() {
    EnrolmentCode code = EnrolmentCode.fresh(new SecureRandom());

    assertThat(code.text()).matches("[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{6}");
    assertThat(EnrolmentCode.parse(code.text().toLowerCase(java.util.Locale.ROOT))).contains(code);
    assertThat(EnrolmentCode.parse("ABCD-EFGHJ0")).isEmpty();
    assertThat(EnrolmentCode.parse("x".repeat(1000))).isEmpty();
    assertThat(EnrolmentCode.parse(null)).isEmpty();
  }

  private Response offer() {
    return given().auth().oauth2(Api.adminToken()).post("/api/v1/agents/" + agentId + "/enrolment");
  }

  private Response enrol(String code) {
    return given()
        .contentType(ContentType.JSON)
        .header("X-Forwarded-For", address)
        .body(Map.of("code", code, "machine_name", "FRONT-DESK-1"))
        .post("/api/v1/agents/enrol");
  }
}
