package io.kefu.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.kefu.gateway.testing.Api;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
class SecondFactorTest {

  private static final String PASSWORD = "nine purple lanterns 9";

  private String name;
  private String userId;
  private byte[] secret;
  private long step;
  private List<String> recovery;

  @BeforeEach
  void aUserWithAnAuthenticator() {
    name = "u" + UUID.randomUUID().toString().substring(0, 12);
    Response invited =
        Api.as(Api.adminToken(), Map.of("username", name, "role", "analyst")).post("/api/v1/users");
    userId = invited.path("user.user_id");
    String oneTime = invited.path("one_time_password");
    Api.as(
            login(oneTime, null).path("access_token"),
            Map.of("current_password", oneTime, "new_password", PASSWORD))
        .put("/api/v1/account/password");
    String token = login(PASSWORD, null).path("access_token");
    Response enrolled = Api.as(token, Map.of("password", PASSWORD)).post("/api/v1/account/totp");
    secret = base32(enrolled.path("secret"));
    // The oldest code that is accepted is used below: its step must not end meanwhile.
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> Clock.systemUTC().instant().getEpochSecond() % 30 < 20);
    // One step ahead of the clock is accepted, so a test may use the next one without waiting.
    step = Totp.stepAt(Clock.systemUTC().instant()) - 1;
    recovery =
        Api.as(token, Map.of("totp", Totp.code(secret, step)))
            .post("/api/v1/account/totp/confirm")
            .then()
            .statusCode(200)
            .extract()
            .path("recovery_codes");
  }

  @Test
  void theCodeIsAskedForAndGoodOnce() {
    String code = Totp.code(secret, step + 1);

    Response without = login(PASSWORD, null);
    Response wrongPassword = login("something else at all", code);
    Response with = login(PASSWORD, code);
    Response again = login(PASSWORD, code);
    Response old = login(PASSWORD, Totp.code(secret, step));

    without.then().statusCode(401).body("code", equalTo("totp_required"));
    wrongPassword.then().statusCode(401).body("code", equalTo("login_refused"));
    with.then().statusCode(200);
    again.then().statusCode(401).body("code", equalTo("login_refused"));
    old.then().statusCode(401);
  }

  @Test
  void aRecoveryCodeStandsInOnce() {
    login(PASSWORD, recovery.get(3)).then().statusCode(200);

    login(PASSWORD, recovery.get(3)).then().statusCode(401);
    login(PASSWORD, recovery.get(4)).then().statusCode(200);
    assertThat(recovery).hasSize(10);
  }

  @Test
  void wrongCodesLockTheNameAsWrongPasswordsDo() {
    for (int i = 0; i < 5; i++) {
      login(PASSWORD, "000000").then().statusCode(401);
    }

    login(PASSWORD, Totp.code(secret, step + 1))
        .then()
        .statusCode(429)
        .body("code", equalTo("login_locked"));
  }

  @Test
  void takingItAwayNeedsPasswordAndCode() {
    String token = login(PASSWORD, recovery.get(0)).path("access_token");

    Response noPassword = disable(token, "wrong password 123", recovery.get(1));
    Response noCode = disable(token, PASSWORD, "000000");
    Response second = Api.as(token, Map.of("password", PASSWORD)).post("/api/v1/account/totp");
    Response both = disable(token, PASSWORD, recovery.get(1));

    noPassword.then().statusCode(403).body("code", equalTo("password_wrong"));
    noCode.then().statusCode(403).body("code", equalTo("totp_wrong"));
    second.then().statusCode(409).body("code", equalTo("totp_in_use"));
    both.then().statusCode(204);
    login(PASSWORD, null).then().statusCode(200);
  }

  @Test
  void anAdministratorTakesALostOneAway() {
    String token = login(PASSWORD, recovery.get(0)).path("access_token");
    String admin = Api.adminToken();

    Response reset =
        RestAssured.given().auth().oauth2(admin).delete("/api/v1/users/" + userId + "/totp");

    reset.then().statusCode(200).body("totp", equalTo(false));
    RestAssured.given().auth().oauth2(token).get("/api/v1/account").then().statusCode(401);
    login(PASSWORD, null).then().statusCode(200);
    Response trail = RestAssured.given().auth().oauth2(admin).get("/api/v1/audit?limit=1");
    trail.then().body("items[0].action", equalTo("user.totp_reset"));
  }

  private static Response disable(String token, String password, String code) {
    return Api.as(token, Map.of("password", password, "totp", code))
        .post("/api/v1/account/totp/disable");
  }

  private Response login(String password, String code) {
    Map<String, String> body = new HashMap<>();
    body.put("tenant", GatewaySecrets.TENANT);
    body.put("username", name);
    body.put("password", password);
    if (code != null) {
      body.put("totp", code);
    }
    return Api.login(body);
  }

  private static byte[] base32(String text) {
    byte[] bytes = new byte[text.length() * 5 / 8];
    long buffer = 0;
    int bits = 0;
    int next = 0;
    for (char letter : text.toCharArray()) {
      buffer = (buffer << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter);
      bits += 5;
      if (bits >= 8) {
        bytes[next++] = (byte) (buffer >> (bits - 8));
        bits -= 8;
      }
    }
    return bytes;
  }
}
