package io.kefu.gateway.testing;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;

/** Logins as the tests need them. */
public final class Api {

  private Api() {}

  public static Response login(Map<String, String> body) {
    return given().contentType(ContentType.JSON).body(body).post("/api/v1/auth/login");
  }

  public static Response loginAgent() {
    return login(
        Map.of("agent_id", GatewaySecrets.AGENT, "secret_key", GatewaySecrets.agentSecret()));
  }

  public static Response loginAdmin() {
    return login(
        Map.of("username", GatewaySecrets.ADMIN, "password", GatewaySecrets.adminPassword()));
  }

  public static String platformToken() {
    return login(
            Map.of(
                "tenant",
                GatewaySecrets.PLATFORM,
                "username",
                GatewaySecrets.PLATFORM_ADMIN,
                "password",
                GatewaySecrets.adminPassword()))
        .then()
        .statusCode(200)
        .extract()
        .path("access_token");
  }

  /** A request with a token and a JSON body. */
  public static RequestSpecification as(String token, Object body) {
    return given().auth().oauth2(token).contentType(ContentType.JSON).body(body);
  }

  public static String agentToken() {
    return loginAgent().then().statusCode(200).extract().path("access_token");
  }

  public static String adminToken() {
    return loginAdmin().then().statusCode(200).extract().path("access_token");
  }
}
