package io.kefu.gateway.auth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.kefu.gateway.testing.Api;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
class LoginTest {

  private static final Executor GUESSERS = Executors.newFixedThreadPool(16);

  @Test
  void anAgentIsLetInWithWhatItsRoleGives() {
    Response answer = Api.loginAgent();

    answer
        .then()
        .statusCode(200)
        .body("token_type", equalTo("Bearer"))
        .body("expires_in", equalTo(900))
        .body("tenant_id", equalTo(GatewaySecrets.TENANT))
        .body("subject", equalTo(GatewaySecrets.AGENT))
        .body("role", equalTo("agent"))
        .body("permissions", equalTo(List.of("read:message", "write:message")));
  }

  @Test
  void aUserIsLetInUnderAnySpellingOfTheName() {
    Response answer =
        Api.login(
            Map.of(
                "tenant",
                GatewaySecrets.TENANT,
                "username",
                GatewaySecrets.ADMIN.toUpperCase(java.util.Locale.ROOT),
                "password",
                GatewaySecrets.adminPassword()));

    answer.then().statusCode(200).body("permissions", hasItem("admin"));
  }

  @Test
  void wrongSecretUnknownNameAndUnknownTenantGetOneAnswer() {
    List<Map<String, String>> attempts =
        List.of(
            Map.of("agent_id", GatewaySecrets.AGENT, "secret_key", "wrong-secret"),
            Map.of("agent_id", "nobody_at_all", "secret_key", "wrong-secret"),
            Map.of("username", "nobody", "password", "wrong-secret"),
            Map.of("tenant", "elsewhere", "agent_id", GatewaySecrets.AGENT, "secret_key", "wrong"),
            Map.of("tenant", "*", "agent_id", GatewaySecrets.AGENT, "secret_key", "wrong"));

    List<Response> answers = attempts.stream().map(Api::login).toList();

    assertThat(answers)
        .allSatisfy(
            answer ->
                answer
                    .then()
                    .statusCode(401)
                    .contentType("application/problem+json")
                    .body("code", equalTo("login_refused")));
    assertThat(answers.stream().map(answer -> answer.path("detail")).distinct()).hasSize(1);
  }

  @Test
  void aNameIsLockedAfterFiveFailuresAndTheRightSecretMustWaitToo() {
    Map<String, String> wrong = Map.of("username", "locked-out", "password", "wrong-secret");
    for (int i = 0; i < 5; i++) {
      Api.login(wrong).then().statusCode(401);
    }

    Response answer = Api.login(wrong);

    answer.then().statusCode(429).body("code", equalTo("login_locked"));
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 30);
  }

  @Test
  void ofManyGuessesAtOnceNoMoreAreHeardThanOneAfterTheOther() {
    Map<String, String> wrong = Map.of("username", "guessed-at-once", "password", "wrong-secret");

    List<Integer> statuses =
        IntStream.range(0, 48)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> Api.login(wrong).statusCode(), GUESSERS))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    // Five are free; a few more when a machine is so slow that the first lock runs out meanwhile.
    assertThat(statuses).containsOnly(401, 429);
    assertThat(statuses.stream().filter(status -> status == 401).count()).isBetween(5L, 7L);
  }

  @Test
  void manyRightLoginsAtOnceAreAllLetIn() {
    List<Integer> statuses =
        IntStream.range(0, 24)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> Api.loginAgent().statusCode(), GUESSERS))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(statuses).containsOnly(200);
  }

  @Test
  void incompleteLoginsAreToldWhatIsMissing() {
    given()
        .contentType(ContentType.JSON)
        .body("{\"agent_id\":\"a\",\"username\":\"b\"}")
        .post("/api/v1/auth/login")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid_request"));
    given()
        .contentType(ContentType.JSON)
        .body("{\"agent_id\":\"a\"}")
        .post("/api/v1/auth/login")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("secret_key"));
    given()
        .contentType(ContentType.JSON)
        .body("{broken")
        .post("/api/v1/auth/login")
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
    given().contentType(ContentType.JSON).post("/api/v1/auth/login").then().statusCode(400);
  }

  @Test
  void aRefreshTokenIsGoodOnceAndItsReuseEndsTheLogin() {
    Response login = Api.loginAgent();
    String first = login.path("refresh_token");
    Response renewed = refresh(first);
    String second = renewed.path("refresh_token");

    refresh(first).then().statusCode(401).body("code", equalTo("refresh_refused"));

    renewed.then().statusCode(200).body("refresh_token", not(equalTo(first)));
    refresh(second).then().statusCode(401);
    logout(renewed.path("access_token")).then().statusCode(401);
    logout(login.path("access_token")).then().statusCode(401);
  }

  @Test
  void logoutEndsAccessAndRefresh() {
    Response login = Api.loginAdmin();
    String access = login.path("access_token");

    logout(access).then().statusCode(204);

    logout(access).then().statusCode(401).contentType("application/problem+json");
    refresh(login.path("refresh_token")).then().statusCode(401);
  }

  @Test
  void madeUpRefreshTokensAreRefused() {
    for (String token :
        List.of(
            "",
            "x",
            "kfr.acme.00000000-0000-7000-8000-000000000000." + "A".repeat(43),
            "kfr.*.00000000-0000-7000-8000-000000000000." + "A".repeat(43))) {
      refresh(token).then().statusCode(401).body("code", equalTo("refresh_refused"));
    }
  }

  @Test
  void theKeysAreShownWithoutTheirPrivateHalf() {
    given()
        .get("/.well-known/jwks.json")
        .then()
        .statusCode(200)
        .body("keys[0].kty", equalTo("EC"))
        .body("keys[0].alg", equalTo("ES256"))
        .body("keys[0].d", equalTo(null));
  }

  private static Response refresh(String token) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("refresh_token", token))
        .post("/api/v1/auth/refresh");
  }

  private static Response logout(String access) {
    return given().auth().oauth2(access).post("/api/v1/auth/logout");
  }
}
