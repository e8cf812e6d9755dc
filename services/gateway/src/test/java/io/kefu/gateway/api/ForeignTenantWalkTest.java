package io.kefu.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Another tenant's administrator, with every permission and the real ids of ours: each operation
 * with an id in its path says that there is no such thing, or asks a neighbour as the tenant that
 * he is, and nothing of ours changes.
 */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class ForeignTenantWalkTest {

  /** What a good request has in its body, so that the id alone is what is wrong. */
  private static final Map<String, String> BODIES =
      Map.ofEntries(
          Map.entry("changeAgent", "{\"name\":\"别人的\"}"),
          Map.entry("changeUser", "{\"display_name\":\"别人的\"}"),
          Map.entry("changeRole", "{\"name\":\"别人的\",\"permissions\":[\"read:message\"]}"),
          Map.entry("changeTenant", "{\"name\":\"别人的\"}"),
          Map.entry("commandAgent", "{\"name\":\"pause\",\"args\":{}}"),
          Map.entry("acknowledge", "{\"reply_id\":\"r-1\",\"status\":\"SENT\"}"));

  private static final List<String> OURS =
      List.of("/api/v1/agents", "/api/v1/users", "/api/v1/roles", "/api/v1/api-keys");

  @Inject TokenForge forge;

  @Test
  void theRealIdsOfOneTenantAreWorthNothingToAnother() throws Exception {
    String admin = Api.adminToken();
    Map<String, String> ids = ourIds(admin);
    Map<String, String> before = ours(admin);
    String stranger = forge.person("other", Permission.ALL);
    List<String> wrong = new ArrayList<>();
    int refused = 0;
    int asked = 0;

    for (JsonNode operation : operationsWithIds()) {
      StandInNeighbours.calls().clear();
      Response answer = call(operation, ids, stranger);
      List<StandInNeighbours.Call> calls = List.copyOf(StandInNeighbours.calls());
      boolean asHimself =
          !calls.isEmpty()
              && calls.stream().allMatch(one -> one.claims().contains("\"tenant_id\":\"other\""));
      if (asHimself) {
        asked++;
      } else if (calls.isEmpty() && Set.of(403, 404).contains(answer.statusCode())) {
        refused++;
      } else {
        wrong.add(operation + ": " + answer.statusCode() + " " + answer.asString());
      }
    }

    System.out.printf(
        "walked %d operations with ids of another tenant: %d refused, %d asked as himself%n",
        refused + asked + wrong.size(), refused, asked);
    assertThat(wrong).isEmpty();
    assertThat(refused).isGreaterThan(25);
    assertThat(ours(admin)).isEqualTo(before);
    given().auth().oauth2(admin).get("/api/v1/files/" + ids.get("file_id")).then().statusCode(200);
  }

  /** The same ids do work for their own tenant: the walk would be worth nothing otherwise. */
  @Test
  void theSameIdsWorkAtHome() {
    String admin = Api.adminToken();
    Map<String, String> ids = ourIds(admin);

    for (String path :
        List.of(
            "/api/v1/agents/" + ids.get("agent_id"),
            "/api/v1/agents/" + ids.get("agent_id") + "/commands/" + ids.get("command_id"),
            "/api/v1/users/" + ids.get("user_id"),
            "/api/v1/roles/" + ids.get("role"),
            "/api/v1/files/" + ids.get("file_id"))) {
      Response found = given().auth().oauth2(admin).get(path);

      assertThat(found.statusCode()).as(path).isEqualTo(200);
    }
  }

  private static Map<String, String> ourIds(String admin) {
    String mark = UUID.randomUUID().toString().substring(0, 8);
    String agent = "walk-" + mark;
    Api.as(admin, Map.of("agent_id", agent, "name", "前台"))
        .post("/api/v1/agents")
        .then()
        .statusCode(201);
    String role = "walk-" + mark;
    Api.as(admin, Map.of("role", role, "name", role, "permissions", List.of("read:message")))
        .post("/api/v1/roles")
        .then()
        .statusCode(201);
    Map<String, String> ids = new LinkedHashMap<>();
    ids.put("agent_id", agent);
    ids.put("role", role);
    ids.put("tenant_id", GatewaySecrets.TENANT);
    ids.put(
        "user_id",
        made(admin, "/api/v1/users", Map.of("username", "w" + mark, "role", "analyst"))
            .path("user.user_id"));
    ids.put(
        "key_id",
        made(admin, "/api/v1/api-keys", Map.of("name", mark, "scopes", List.of("read:message")))
            .path("key.key_id"));
    ids.put(
        "command_id",
        made(
                admin,
                "/api/v1/agents/" + agent + "/commands",
                Map.of("name", "pause", "args", Map.of()))
            .path("command_id"));
    ids.put(
        "file_id",
        given()
            .auth()
            .oauth2(admin)
            .contentType("text/plain")
            .body("只给我们".getBytes())
            .post("/api/v1/files?name=a.txt")
            .then()
            .statusCode(201)
            .extract()
            .path("file_id"));
    return ids;
  }

  private static Response made(String admin, String path, Object body) {
    Response made = Api.as(admin, body).post(path);
    assertThat(made.statusCode()).as(path + made.asString()).isBetween(200, 299);
    return made;
  }

  /** Everything of ours that can be listed, versions included. */
  private static Map<String, String> ours(String admin) {
    Map<String, String> ours = new LinkedHashMap<>();
    for (String path : OURS) {
      ours.put(path, given().auth().oauth2(admin).get(path + "?limit=200").asString());
    }
    return ours;
  }

  private static Response call(JsonNode operation, Map<String, String> ids, String token) {
    String path = operation.path("path").asText();
    for (Map.Entry<String, String> id : ids.entrySet()) {
      path = path.replace("{" + id.getKey() + "}", id.getValue());
    }
    String method = operation.path("method").asText();
    RequestSpecification request =
        given().urlEncodingEnabled(false).auth().oauth2(token).header("If-Match", "*");
    if (!method.equals("GET") && !method.equals("DELETE")) {
      request
          .contentType(ContentType.JSON)
          .body(BODIES.getOrDefault(operation.path("id").asText(), "{}"));
    }
    if (operation.path("id").asText().equals("messageReply")) {
      request.queryParam("agent_id", ids.get("agent_id"));
    }
    // What is a neighbour's has ids that we do not make.
    return request.request(method, path.replaceAll("\\{[^}]+}", UUID.randomUUID().toString()));
  }

  private static List<JsonNode> operationsWithIds() throws Exception {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> operations = new ArrayList<>();
    json.readTree(given().get("/q/openapi?format=json").asString())
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method -> {
                          if (path.getKey().contains("{") && method.getValue().has("operationId")) {
                            operations.add(
                                json.createObjectNode()
                                    .put("id", method.getValue().path("operationId").asText())
                                    .put(
                                        "method",
                                        method.getKey().toUpperCase(java.util.Locale.ROOT))
                                    .put("path", path.getKey()));
                          }
                        }));
    return operations;
  }
}
