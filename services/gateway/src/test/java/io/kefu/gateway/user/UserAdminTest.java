package io.kefu.gateway.user;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

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
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class UserAdminTest {

  private static final String CHOSEN = "nine purple lanterns 9";

  @Inject TokenForge forge;

  @Test
  void anInvitedUserMayChangeTheirPasswordAndNothingElseUntilTheyHave() {
    Response invited = invite("operator");
    String name = invited.path("user.username");
    String oneTime = invited.path("one_time_password");

    Response first = login(name, oneTime);

    first
        .then()
        .statusCode(200)
        .body("password_change_required", equalTo(true))
        .body("permissions", equalTo(List.of()));
    String restricted = first.path("access_token");
    given().auth().oauth2(restricted).get("/api/v1/agents").then().statusCode(403);
    password(restricted, oneTime, "short").then().statusCode(400);
    password(restricted, "not-it-at-all", CHOSEN)
        .then()
        .statusCode(403)
        .body("code", equalTo("password_wrong"));
    password(restricted, oneTime, CHOSEN).then().statusCode(204);
    password(restricted, oneTime, CHOSEN).then().statusCode(401);
    login(name, oneTime).then().statusCode(401);
    Response second = login(name, CHOSEN);
    second.then().statusCode(200).body("permissions", hasItems("read:message", "write:message"));
    given()
        .auth()
        .oauth2(second.path("access_token"))
        .get("/api/v1/account")
        .then()
        .statusCode(200)
        .body("username", equalTo(name))
        .body("password_change_required", equalTo(false));
  }

  @Test
  void usersAreListedInPagesSortedAndFiltered() {
    String part = "p" + UUID.randomUUID().toString().substring(0, 8);
    for (String letter : List.of("c", "a", "b")) {
      create(Api.adminToken(), part + letter, "analyst").then().statusCode(201);
    }
    String admin = Api.adminToken();
    String query = "/api/v1/users?limit=2&role=analyst&enabled=true&q=" + part;

    Response page = given().auth().oauth2(admin).get(query + "&sort=username");
    Response rest =
        given()
            .auth()
            .oauth2(admin)
            .get(query + "&sort=username&cursor=" + page.path("next_cursor"));
    Response newest = given().auth().oauth2(admin).get(query + "&sort=-created_at");
    Response older =
        given()
            .auth()
            .oauth2(admin)
            .get(query + "&sort=-created_at&cursor=" + newest.path("next_cursor"));

    assertThat(page.<List<String>>path("items.username")).containsExactly(part + "a", part + "b");
    assertThat(rest.<List<String>>path("items.username")).containsExactly(part + "c");
    assertThat(rest.<String>path("next_cursor")).isNull();
    assertThat(newest.<List<String>>path("items.username")).containsExactly(part + "b", part + "a");
    assertThat(older.<List<String>>path("items.username")).containsExactly(part + "c");
    given().auth().oauth2(admin).get("/api/v1/users?sort=shoe").then().statusCode(400);
    given()
        .urlEncodingEnabled(false)
        .auth()
        .oauth2(admin)
        .get("/api/v1/users?q=%00")
        .then()
        .statusCode(400);
  }

  @Test
  void aChangeNeedsTheVersionThatWasRead() {
    String admin = Api.adminToken();
    String id = invite("analyst").path("user.user_id");
    Response read = given().auth().oauth2(admin).get("/api/v1/users/" + id);
    String tag = read.header("ETag");

    Response changed = patch(admin, id, tag, Map.of("display_name", "小王"));

    changed.then().statusCode(200).body("display_name", equalTo("小王"));
    assertThat(changed.header("ETag")).isNotEqualTo(tag);
    patch(admin, id, tag, Map.of("display_name", "小李"))
        .then()
        .statusCode(412)
        .contentType("application/problem+json");
    patch(admin, id, null, Map.of("display_name", "小李")).then().statusCode(428);
    patch(admin, id, "*", Map.of("role", "nonsense")).then().statusCode(400);
    patch(admin, UUID.randomUUID().toString(), "*", Map.of()).then().statusCode(404);
    patch(admin, "not-a-uuid", "*", Map.of()).then().statusCode(404);
  }

  @Test
  void aDisabledUserIsOutAtOnceAndAResetEndsTheLoginsToo() {
    String admin = Api.adminToken();
    Response invited = invite("operator");
    String id = invited.path("user.user_id");
    String name = invited.path("user.username");
    settle(name, invited.path("one_time_password"));
    Response session = login(name, CHOSEN);

    post(admin, id, "disable").then().statusCode(200).body("enabled", equalTo(false));

    account(session.path("access_token")).then().statusCode(401);
    refresh(session).then().statusCode(401);
    login(name, CHOSEN).then().statusCode(401).body("code", equalTo("login_refused"));
    post(admin, id, "enable").then().statusCode(200);
    Response again = login(name, CHOSEN);
    again.then().statusCode(200);
    Response reset = post(admin, id, "password-reset");
    reset.then().statusCode(200);
    account(again.path("access_token")).then().statusCode(401);
    login(name, CHOSEN).then().statusCode(401);
    login(name, reset.path("one_time_password"))
        .then()
        .statusCode(200)
        .body("password_change_required", equalTo(true));
  }

  @Test
  void theLastAdministratorStaysAndNobodyGivesWhatTheyLack() {
    Response login = Api.loginAdmin();
    String admin = login.path("access_token");
    String self = login.path("subject");

    post(admin, self, "disable").then().statusCode(409).body("code", equalTo("last_administrator"));
    patch(admin, self, "*", Map.of("role", "analyst")).then().statusCode(409);
    post(admin, self, "password-reset").then().statusCode(409).body("code", equalTo("own_account"));
    login(GatewaySecrets.ADMIN, GatewaySecrets.adminPassword()).then().statusCode(200);
    String weak = forge.person(GatewaySecrets.TENANT, Set.of(Permission.ADMIN));
    create(weak, name(), "admin")
        .then()
        .statusCode(403)
        .body("code", equalTo("beyond_your_permissions"));
    post(weak, self, "password-reset").then().statusCode(403);
    create(admin, name(), "platform_admin").then().statusCode(400);
  }

  @Test
  void aRoleOfTheTenantGivesWhatItSaysAndItsChangeIsInForceAtOnce() {
    String admin = Api.adminToken();
    String role = "r" + UUID.randomUUID().toString().substring(0, 8);
    Response made =
        Api.as(admin, Map.of("role", role, "permissions", List.of("view:stats")))
            .post("/api/v1/roles");
    made.then().statusCode(201).body("built_in", equalTo(false));
    Response invited = create(admin, name(), role);
    settle(invited.path("user.username"), invited.path("one_time_password"));
    Response session = login(invited.path("user.username"), CHOSEN);
    session.then().body("permissions", equalTo(List.of("view:stats")));

    Response changed =
        Api.as(admin, Map.of("permissions", List.of("read:message")))
            .header("If-Match", made.header("ETag"))
            .patch("/api/v1/roles/" + role);

    changed.then().statusCode(200);
    account(session.path("access_token")).then().statusCode(401);
    refresh(session).then().statusCode(200).body("permissions", equalTo(List.of("read:message")));
    given()
        .auth()
        .oauth2(admin)
        .header("If-Match", "*")
        .delete("/api/v1/roles/" + role)
        .then()
        .statusCode(409)
        .body("code", equalTo("role_in_use"));
  }

  @Test
  void rolesBeyondOnesOwnPowerAndBuiltInOnesAreOutOfReach() {
    String admin = Api.adminToken();
    String weak =
        forge.person(GatewaySecrets.TENANT, Set.of(Permission.ADMIN, Permission.VIEW_STATS));

    Response list = given().auth().oauth2(admin).get("/api/v1/roles");

    assertThat(list.<List<String>>path("items.role"))
        .contains("agent", "operator", "supervisor", "analyst", "admin")
        .doesNotContain("platform_admin");
    Api.as(weak, Map.of("role", "strong", "permissions", List.of("manage:rules")))
        .post("/api/v1/roles")
        .then()
        .statusCode(403);
    Api.as(admin, Map.of("role", "all", "permissions", List.of("platform")))
        .post("/api/v1/roles")
        .then()
        .statusCode(400);
    Api.as(admin, Map.of("role", "admin", "permissions", List.of("view:stats")))
        .post("/api/v1/roles")
        .then()
        .statusCode(400);
    Api.as(admin, Map.of("permissions", List.of("view:stats")))
        .header("If-Match", "*")
        .patch("/api/v1/roles/analyst")
        .then()
        .statusCode(409);
  }

  @Test
  void theTrailTellsBeforeAndAfterAndNoSecret() {
    String admin = Api.adminToken();
    Response invited = invite("operator");
    String id = invited.path("user.user_id");
    patch(admin, id, "*", Map.of("role", "analyst")).then().statusCode(200);

    Response trail = given().auth().oauth2(admin).get("/api/v1/audit?limit=2");

    assertThat(trail.<List<String>>path("items.action"))
        .containsExactly("user.changed", "user.created");
    assertThat(trail.<String>path("items[0].before.role")).isEqualTo("operator");
    assertThat(trail.<String>path("items[0].after.role")).isEqualTo("analyst");
    assertThat(trail.asString())
        .doesNotContain(invited.<String>path("one_time_password"))
        .doesNotContain("argon2");
  }

  @Test
  void anotherTenantsUsersAreNotThere() {
    String other = forge.person("other", Permission.ALL);
    String id = invite("operator").path("user.user_id");

    given().auth().oauth2(other).get("/api/v1/users/" + id).then().statusCode(404);
    patch(other, id, "*", Map.of("display_name", "x")).then().statusCode(404);
    post(other, id, "disable").then().statusCode(404);
    given()
        .auth()
        .oauth2(other)
        .get("/api/v1/users")
        .then()
        .statusCode(200)
        .body("items.size()", equalTo(0));
  }

  private static Response invite(String role) {
    Response invited = create(Api.adminToken(), name(), role);
    invited.then().statusCode(201);
    return invited;
  }

  private static String name() {
    return "u" + UUID.randomUUID().toString().substring(0, 12);
  }

  private static Response create(String token, String name, String role) {
    return Api.as(token, Map.of("username", name, "role", role)).post("/api/v1/users");
  }

  private static Response patch(String token, String id, String ifMatch, Map<String, String> body) {
    var request = Api.as(token, body);
    return (ifMatch == null ? request : request.header("If-Match", ifMatch))
        .patch("/api/v1/users/" + id);
  }

  private static Response post(String token, String id, String action) {
    return given().auth().oauth2(token).post("/api/v1/users/" + id + "/" + action);
  }

  private static Response password(String token, String current, String fresh) {
    return Api.as(token, Map.of("current_password", current, "new_password", fresh))
        .put("/api/v1/account/password");
  }

  /** Changes the one-time password, as its receiver would. */
  private static void settle(String name, String oneTime) {
    password(login(name, oneTime).path("access_token"), oneTime, CHOSEN).then().statusCode(204);
  }

  private static Response account(String token) {
    return given().auth().oauth2(token).get("/api/v1/account");
  }

  private static Response refresh(Response login) {
    return given()
        .contentType("application/json")
        .body(Map.of("refresh_token", login.<String>path("refresh_token")))
        .post("/api/v1/auth/refresh");
  }

  private static Response login(String name, String password) {
    return Api.login(
        Map.of("tenant", GatewaySecrets.TENANT, "username", name, "password", password));
  }
}
