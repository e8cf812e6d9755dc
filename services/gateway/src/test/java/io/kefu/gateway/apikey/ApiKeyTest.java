package io.kefu.gateway.apikey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

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
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class ApiKeyTest {

  @Inject TokenForge forge;

  @Test
  void aKeyDoesWhatItsScopesSayAndNothingElse() {
    Response made = create(Api.adminToken(), List.of(Permission.READ_MESSAGE));
    made.then().statusCode(201);
    String key = made.path("api_key");

    assertThat(key).startsWith("kefu_acme.");
    agents(key).then().statusCode(200);
    given().auth().oauth2(key).get("/api/v1/users").then().statusCode(403);
    given().auth().oauth2(key).get("/api/v1/account").then().statusCode(403);
    given().auth().oauth2(key).post("/api/v1/auth/logout").then().statusCode(403);
    String listed =
        given().auth().oauth2(Api.adminToken()).get("/api/v1/api-keys?sort=-created_at").asString();
    assertThat(listed).contains(made.<String>path("key.prefix")).doesNotContain(key.substring(30));
  }

  @Test
  void aKeyMakesNoKeysAndOpensNoSocket() {
    String key = create(Api.adminToken(), List.copyOf(Permission.ALL)).path("api_key");

    create(key, List.of(Permission.READ_MESSAGE)).then().statusCode(403);
    AgentClient socket = AgentClient.connect(RestAssured.port, "/ws/" + GatewaySecrets.AGENT, key);

    assertThat(socket.status()).isEqualTo(401);
  }

  @Test
  void aRevokedKeyIsOut() {
    Response made = create(Api.adminToken(), List.of(Permission.READ_MESSAGE));
    String key = made.path("api_key");
    agents(key).then().statusCode(200);

    given()
        .auth()
        .oauth2(Api.adminToken())
        .delete("/api/v1/api-keys/" + made.path("key.key_id"))
        .then()
        .statusCode(204);

    agents(key).then().statusCode(401).contentType("application/problem+json");
    given()
        .auth()
        .oauth2(forge.person("other", Permission.ALL))
        .delete("/api/v1/api-keys/" + made.path("key.key_id"))
        .then()
        .statusCode(404);
  }

  @Test
  void aKeyLosesWhatItsCreatorLoses() {
    String admin = Api.adminToken();
    String name = "u" + UUID.randomUUID().toString().substring(0, 12);
    Response invited =
        Api.as(admin, Map.of("username", name, "role", "admin")).post("/api/v1/users");
    String oneTime = invited.path("one_time_password");
    Api.as(
            login(name, oneTime),
            Map.of("current_password", oneTime, "new_password", "a long and new one"))
        .put("/api/v1/account/password")
        .then()
        .statusCode(204);
    String key =
        create(login(name, "a long and new one"), List.of(Permission.READ_MESSAGE)).path("api_key");
    agents(key).then().statusCode(200);

    given()
        .auth()
        .oauth2(admin)
        .post("/api/v1/users/" + invited.path("user.user_id") + "/disable")
        .then()
        .statusCode(200);

    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> agents(key).statusCode() == 401);
  }

  @Test
  void scopesBeyondOnesOwnAndEndlessLivesAreRefused() {
    String weak =
        forge.person(GatewaySecrets.TENANT, Set.of(Permission.ADMIN, Permission.VIEW_STATS));

    create(weak, List.of(Permission.READ_MESSAGE))
        .then()
        .statusCode(403)
        .body("code", equalTo("beyond_your_permissions"));
    create(Api.adminToken(), List.of("platform")).then().statusCode(403);
    create(Api.adminToken(), List.of()).then().statusCode(400);
    Api.as(
            Api.adminToken(),
            Map.of("name", "x", "scopes", List.of("admin"), "expires_at", "2099-01-01T00:00:00Z"))
        .post("/api/v1/api-keys")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("expires_at"));
  }

  @Test
  void itsLastUseIsNoted() {
    Response made = create(Api.adminToken(), List.of(Permission.READ_MESSAGE));
    agents(made.path("api_key"));

    Awaitility.await()
        .untilAsserted(
            () ->
                given()
                    .auth()
                    .oauth2(Api.adminToken())
                    .get("/api/v1/api-keys?sort=-created_at&limit=1")
                    .then()
                    .body("items[0].last_used_at", notNullValue()));
  }

  private static Response create(String token, List<String> scopes) {
    return Api.as(token, Map.of("name", "order system", "scopes", scopes)).post("/api/v1/api-keys");
  }

  private static Response agents(String key) {
    return given().auth().oauth2(key).get("/api/v1/agents");
  }

  private static String login(String name, String password) {
    return Api.login(
            Map.of("tenant", GatewaySecrets.TENANT, "username", name, "password", password))
        .path("access_token");
  }
}
