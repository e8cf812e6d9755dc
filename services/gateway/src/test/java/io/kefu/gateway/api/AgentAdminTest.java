package io.kefu.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import io.kefu.chassis.tenancy.TenantScope;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.TokenForge;
import io.kefu.gateway.testing.AgentClient;
import io.kefu.gateway.testing.Api;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.StandInNeighbours;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class AgentAdminTest {

  @Inject TokenForge forge;
  @Inject TenantScope tenants;

  @Test
  void aRegisteredAgentComesInUntilItIsShutOut() {
    String admin = Api.adminToken();
    String agentId = "a-" + UUID.randomUUID();
    Response created = create(admin, agentId);
    created.then().statusCode(201);
    String secret = created.path("secret_key");
    String token = login(agentId, secret).then().statusCode(200).extract().path("access_token");
    AgentClient socket = AgentClient.connect(RestAssured.port, "/ws/" + agentId, token);
    socket.hello(agentId);
    socket.await("welcome");

    post(admin, agentId, "disable").then().statusCode(204);

    assertThat(socket.awaitClose()).isEqualTo(4002);
    login(agentId, secret).then().statusCode(401);
    post(admin, agentId, "enable").then().statusCode(204);
    login(agentId, secret).then().statusCode(200);
  }

  @Test
  void aNameIsChangedForTheVersionThatWasRead() {
    String admin = Api.adminToken();
    String agentId = "a-" + UUID.randomUUID();
    create(admin, agentId);
    Response read = given().auth().oauth2(admin).get("/api/v1/agents/" + agentId);
    read.then().statusCode(200).header("ETag", "\"1\"").body("name", equalTo("前台"));

    Response renamed = rename(admin, agentId, "\"1\"", "二号");

    renamed.then().statusCode(200).header("ETag", "\"2\"").body("name", equalTo("二号"));
    rename(admin, agentId, "\"1\"", "三号")
        .then()
        .statusCode(412)
        .body("code", equalTo("version_conflict"));
    rename(admin, agentId, null, "三号").then().statusCode(428);
    rename(admin, agentId, "x", "三号").then().statusCode(400);
    rename(admin, agentId, "\"2\"", " ").then().statusCode(400);
    rename(admin, "nobody", "*", "三号").then().statusCode(404);
    rename(admin, "a%00b", "*", "三号").then().statusCode(400);
    rename(forge.person("other", Permission.ALL), agentId, "*", "三号").then().statusCode(404);
    given()
        .auth()
        .oauth2(forge.person("other", Permission.ALL))
        .get("/api/v1/agents/" + agentId)
        .then()
        .statusCode(404);
    given()
        .auth()
        .oauth2(admin)
        .get("/api/v1/audit?limit=1")
        .then()
        .body("items[0].action", equalTo("agent.renamed"))
        .body("items[0].before.name", equalTo("前台"))
        .body("items[0].after.name", equalTo("二号"));
  }

  private static Response rename(String token, String agentId, String ifMatch, String name) {
    RequestSpecification request = Api.as(token, Map.of("name", name)).urlEncodingEnabled(false);
    return (ifMatch == null ? request : request.header("If-Match", ifMatch))
        .patch("/api/v1/agents/" + agentId);
  }

  @Test
  void aNewSecretEndsTheOldOne() {
    String admin = Api.adminToken();
    String agentId = "a-" + UUID.randomUUID();
    String old = create(admin, agentId).path("secret_key");

    String fresh =
        post(admin, agentId, "secret").then().statusCode(200).extract().path("secret_key");

    login(agentId, old).then().statusCode(401);
    login(agentId, fresh).then().statusCode(200);
  }

  @Test
  void everyActionIsInTheTrailOfItsTenantAlone() {
    String admin = Api.adminToken();
    String agentId = "a-" + UUID.randomUUID();
    create(admin, agentId);
    post(admin, agentId, "disable");

    Response trail = given().auth().oauth2(admin).get("/api/v1/audit?limit=2");

    trail.then().statusCode(200).body("items.target", equalTo(List.of(agentId, agentId)));
    assertThat(trail.<List<String>>path("items.action"))
        .containsExactly("agent.disabled", "agent.created");
    assertThat(trail.<Boolean>path("items[0].before.enabled")).isTrue();
    assertThat(trail.asString()).doesNotContain("secret_key");
    given()
        .auth()
        .oauth2(forge.person("other", Permission.ALL))
        .get("/api/v1/audit")
        .then()
        .statusCode(200)
        .body("items.size()", equalTo(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE audit_log SET actor = 'nobody'",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
      })
  void whatStandsInTheTrailStaysEvenAgainstTheServiceItself(String change) {
    Api.as(Api.adminToken(), Map.of("agent_id", "trail-" + UUID.randomUUID(), "name", "前台"))
        .post("/api/v1/agents")
        .then()
        .statusCode(201);

    Uni<?> changed =
        tenants.inTransaction(
            GatewaySecrets.TENANT, connection -> connection.query(change).execute());

    assertThatThrownBy(() -> changed.await().atMost(Duration.ofSeconds(60)))
        .hasMessageContaining("append-only");
  }

  @Test
  void whatCannotBeIsRefused() {
    String admin = Api.adminToken();

    create(admin, GatewaySecrets.AGENT)
        .then()
        .statusCode(409)
        .body("code", equalTo("agent_exists"));
    create(admin, "operator").then().statusCode(400);
    create(admin, "a/b").then().statusCode(400);
    post(admin, "nobody", "disable").then().statusCode(404);
    given().auth().oauth2(admin).get("/api/v1/audit?cursor=x").then().statusCode(400);
    given()
        .auth()
        .oauth2(forge.person("other", Permission.ALL))
        .post("/api/v1/agents/" + GatewaySecrets.AGENT + "/disable")
        .then()
        .statusCode(404);
  }

  private static Response create(String token, String agentId) {
    return given()
        .auth()
        .oauth2(token)
        .contentType(ContentType.JSON)
        .body(Map.of("agent_id", agentId, "name", "前台"))
        .post("/api/v1/agents");
  }

  private static Response post(String token, String agentId, String action) {
    return given().auth().oauth2(token).post("/api/v1/agents/" + agentId + "/" + action);
  }

  private static Response login(String agentId, String secret) {
    return Api.login(Map.of("agent_id", agentId, "secret_key", secret));
  }
}
