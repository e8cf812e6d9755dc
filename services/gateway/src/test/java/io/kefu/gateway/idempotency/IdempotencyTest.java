package io.kefu.gateway.idempotency;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.kefu.gateway.testing.Api;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.StandInNeighbours;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class IdempotencyTest {

  @Test
  void aRepeatedWriteIsDoneOnceAndAnsweredAlike() {
    String token = Api.adminToken();
    String key = UUID.randomUUID().toString();
    String agentId = "a-" + UUID.randomUUID();

    Response first = create(token, key, agentId, "前台");
    Response again = create(token, key, agentId, "前台");

    first.then().statusCode(201);
    again.then().statusCode(201).header("Idempotency-Replayed", "true");
    assertThat(again.asString()).isEqualTo(first.asString());
    assertThat(again.contentType()).startsWith("application/json");
  }

  @Test
  void aRefusalIsRepeatedToo() {
    String token = Api.adminToken();
    String key = UUID.randomUUID().toString();

    Response first = create(token, key, "operator", "x");
    Response again = create(token, key, "operator", "x");

    first.then().statusCode(400);
    again
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .header("Idempotency-Replayed", "true");
  }

  @Test
  void anotherRequestUnderTheSameKeyIsRefused() {
    String token = Api.adminToken();
    String key = UUID.randomUUID().toString();
    String agentId = "a-" + UUID.randomUUID();
    create(token, key, agentId, "前台").then().statusCode(201);

    create(token, key, agentId, "后台")
        .then()
        .statusCode(422)
        .body("code", equalTo("idempotency_key_reused"));
    given()
        .auth()
        .oauth2(token)
        .header("Idempotency-Key", key)
        .post("/api/v1/agents/" + agentId + "/secret")
        .then()
        .statusCode(422);
    create(token, "white space", agentId, "x").then().statusCode(400);
  }

  @Test
  void ofManyAtOnceOneIsDone() {
    String token = Api.adminToken();
    String key = UUID.randomUUID().toString();
    String agentId = "a-" + UUID.randomUUID();

    List<Response> answers =
        IntStream.range(0, 6).parallel().mapToObj(i -> create(token, key, agentId, "前台")).toList();

    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.statusCode()).isIn(201, 409))
        .anySatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(201));
    assertThat(
            answers.stream()
                .filter(answer -> answer.statusCode() == 201)
                .map(Response::asString)
                .distinct())
        .hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() == 409)
        .allSatisfy(
            answer -> {
              assertThat(answer.<String>path("code")).isEqualTo("idempotency_in_progress");
              assertThat(answer.header("Retry-After")).isEqualTo("1");
            });
    create(token, key, agentId, "前台").then().statusCode(201);
  }

  @Test
  void aKeyBelongsToItsSenderAndAnEntityTagIsRepeated() {
    String token = Api.adminToken();
    String key = UUID.randomUUID().toString();
    String name = "u" + UUID.randomUUID().toString().substring(0, 12);
    Map<String, String> body = Map.of("username", name, "role", "analyst");

    Response first = user(token, key, body);
    Response again = user(token, key, body);

    first.then().statusCode(201);
    assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
    assertThat(again.<String>path("one_time_password"))
        .isEqualTo(first.<String>path("one_time_password"));
    String platform = Api.platformToken();
    user(platform, key, body).then().statusCode(403);
  }

  private static Response user(String token, String key, Map<String, String> body) {
    return Api.as(token, body).header("Idempotency-Key", key).post("/api/v1/users");
  }

  private static Response create(String token, String key, String agentId, String name) {
    return Api.as(token, Map.of("agent_id", agentId, "name", name))
        .header("Idempotency-Key", key)
        .post("/api/v1/agents");
  }
}
