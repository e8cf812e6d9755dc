package io.kefu.gateway.tenant;

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
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class TenantAdminTest {

  @Inject TokenForge forge;

  private final List<String> created = new ArrayList<>();

  /** Other tests log in without naming their tenant, as one can while there is only one. */
  @AfterEach
  void leaveOneTenant() {
    String platform = Api.platformToken();
    created.forEach(tenant -> post(platform, tenant, "disable"));
  }

  @Test
  void aNewTenantsAdministratorComesInAndSeesTheirOwnAlone() {
    String platform = Api.platformToken();
    String tenant = fresh();

    Response founded = create(platform, tenant);

    founded.then().statusCode(201).body("tenant.enabled", equalTo(true));
    String oneTime = founded.path("administrator.one_time_password");
    String first = login(tenant, oneTime).then().statusCode(200).extract().path("access_token");
    Api.as(first, Map.of("current_password", oneTime, "new_password", "seven small boats 7"))
        .put("/api/v1/account/password")
        .then()
        .statusCode(204);
    String admin = login(tenant, "seven small boats 7").path("access_token");
    given()
        .auth()
        .oauth2(admin)
        .get("/api/v1/users")
        .then()
        .body("items.username", equalTo(List.of("wang")));
    given().auth().oauth2(admin).get("/api/v1/tenants").then().statusCode(403);
    Response trail = given().auth().oauth2(admin).get("/api/v1/audit");
    assertThat(trail.<List<String>>path("items.action")).contains("tenant.created");
    create(platform, tenant).then().statusCode(409);
  }

  @Test
  void aTenantThatIsShutOutIsOutWithEverySession() {
    String platform = Api.platformToken();
    String tenant = fresh();
    String oneTime = create(platform, tenant).path("administrator.one_time_password");
    Response session = login(tenant, oneTime);

    post(platform, tenant, "disable").then().statusCode(200).body("enabled", equalTo(false));

    given()
        .auth()
        .oauth2(session.path("access_token"))
        .get("/api/v1/account")
        .then()
        .statusCode(401);
    given()
        .contentType("application/json")
        .body(Map.of("refresh_token", session.<String>path("refresh_token")))
        .post("/api/v1/auth/refresh")
        .then()
        .statusCode(401);
    login(tenant, oneTime).then().statusCode(401);
    post(platform, tenant, "enable").then().statusCode(200);
    login(tenant, oneTime).then().statusCode(200);
    post(platform, GatewaySecrets.PLATFORM, "disable").then().statusCode(409);
  }

  @Test
  void noTenantReachesThePlatformWhateverItsTokenSays() {
    Set<String> everything = new HashSet<>(Permission.ALL);
    everything.add(Permission.PLATFORM);
    String claimed = forge.person(GatewaySecrets.TENANT, everything);
    String adminOfPlatform = forge.person(GatewaySecrets.PLATFORM, Permission.ALL);

    List<Integer> statuses =
        List.of(
            given().auth().oauth2(claimed).get("/api/v1/tenants").statusCode(),
            given().auth().oauth2(claimed).get("/api/v1/tenants/acme").statusCode(),
            create(claimed, "stolen").statusCode(),
            post(claimed, "acme", "disable").statusCode(),
            Api.as(claimed, Map.of("name", "x"))
                .header("If-Match", "*")
                .patch("/api/v1/tenants/acme")
                .statusCode(),
            given().auth().oauth2(adminOfPlatform).get("/api/v1/tenants").statusCode());

    assertThat(statuses).containsOnly(403);
  }

  @Test
  void tenantsAreListedReadAndRenamed() {
    String platform = Api.platformToken();
    String tenant = fresh();
    create(platform, tenant).then().statusCode(201);
    Response read = given().auth().oauth2(platform).get("/api/v1/tenants/" + tenant);

    Response renamed =
        Api.as(platform, Map.of("name", "新名字"))
            .header("If-Match", read.header("ETag"))
            .patch("/api/v1/tenants/" + tenant);

    renamed.then().statusCode(200).body("name", equalTo("新名字"));
    given()
        .auth()
        .oauth2(platform)
        .get("/api/v1/tenants?sort=-created_at&limit=1&q=" + tenant)
        .then()
        .body("items.tenant_id", equalTo(List.of(tenant)));
    Api.as(platform, Map.of("name", "x")).patch("/api/v1/tenants/" + tenant).then().statusCode(428);
    given().auth().oauth2(platform).get("/api/v1/tenants/nowhere").then().statusCode(404);
    create(platform, "Bad Id").then().statusCode(400);
    create(platform, GatewaySecrets.PLATFORM).then().statusCode(400);
  }

  private String fresh() {
    String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);
    created.add(tenant);
    return tenant;
  }

  private static Response create(String token, String tenant) {
    return Api.as(token, Map.of("tenant_id", tenant, "name", "重庆充电桩", "admin_username", "wang"))
        .post("/api/v1/tenants");
  }

  private static Response post(String token, String tenant, String action) {
    return given().auth().oauth2(token).post("/api/v1/tenants/" + tenant + "/" + action);
  }

  private static Response login(String tenant, String password) {
    return Api.login(Map.of("tenant", tenant, "username", "wang", "password", password));
  }
}
