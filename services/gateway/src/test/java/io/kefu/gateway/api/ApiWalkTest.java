package io.kefu.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.TokenForge;
import io.kefu.gateway.testing.AgentClient;
import io.kefu.gateway.testing.Api;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.StandInNeighbours;
import io.kefu.testharness.KefuBackends;
import io.kefu.testharness.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
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
class ApiWalkTest {

  /** Open by intent; everything else must refuse strangers. */
  private static final Set<String> OPEN =
      Set.of("login", "refresh", "health", "jwks", "enrolAgent");

  private static final Set<String> ANY_PERMISSION =
      Set.of("logout", "getAccount", "changePassword", "enrolTotp", "confirmTotp", "disableTotp");

  /** What a key with view:audit alone may do. */
  private static final Set<String> KEY_MAY = Set.of("listAudit");

  record Operation(String id, String method, String path) {

    Response call(String token) {
      RequestSpecification request = given().urlEncodingEnabled(false);
      if (token != null) {
        request.header("Authorization", "Bearer " + token);
      }
      if (method.equals("POST") || method.equals("PUT") || method.equals("PATCH")) {
        request.contentType(ContentType.JSON).body("{}");
      }
      return request.request(method, path.replaceAll("\\{[^}]+}", "x"));
    }
  }

  @Inject TokenForge forge;

  @Test
  void everyOperationRefusesEverybodyWhoHasNoBusiness() throws Exception {
    String refresh = Api.loginAdmin().path("refresh_token");
    String good = forge.person(GatewaySecrets.TENANT, Permission.ALL);
    Map<String, String> strangers =
        Map.ofEntries(
            Map.entry("nonsense", "x.y.z"),
            Map.entry("wrong signature", tampered(good)),
            Map.entry("alg none", unsigned(good)),
            Map.entry("expired", forge.expired(GatewaySecrets.TENANT)),
            Map.entry(
                "wrong audience",
                forge.changed(
                    GatewaySecrets.TENANT, claims -> claims.setAudience("kefu-internal"))),
            Map.entry(
                "wrong issuer",
                forge.changed(GatewaySecrets.TENANT, claims -> claims.setIssuer("kefu-services"))),
            Map.entry("refresh token", refresh),
            Map.entry("revoked API key", revokedKey()),
            Map.entry("made-up API key", "kefu_acme.abcdefghjk." + "A".repeat(43)),
            Map.entry("service token", TestTokens.service(GatewaySecrets.TENANT).substring(7)));
    String weakKey = key(List.of(Permission.VIEW_AUDIT)).path("api_key");
    List<String> wrong = new ArrayList<>();
    int refusals = 0;

    List<Operation> operations = operations();
    for (Operation operation : operations) {
      if (OPEN.contains(operation.id())) {
        continue;
      }
      for (Map.Entry<String, String> stranger : strangers.entrySet()) {
        refusals +=
            expect(operation, stranger.getKey(), operation.call(stranger.getValue()), 401, wrong);
      }
      refusals += expect(operation, "anonymous", operation.call(null), 401, wrong);
      if (!ANY_PERMISSION.contains(operation.id())) {
        // A token of its own: the walk may outlast one on a slow machine.
        String powerless = forge.person(GatewaySecrets.TENANT, Set.of());
        refusals += expect(operation, "no permission", operation.call(powerless), 403, wrong);
      }
      if (!KEY_MAY.contains(operation.id())) {
        refusals += expect(operation, "weak API key", operation.call(weakKey), 403, wrong);
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(operations).hasSizeGreaterThan(40);
    System.out.printf("walked %d operations, %d refusals%n", operations.size(), refusals);
  }

  @Test
  void everySocketRefusesEverybodyWhoHasNoBusiness() {
    String good = forge.person(GatewaySecrets.TENANT, Permission.ALL);
    Map<String, String> strangers =
        Map.of(
            "nonsense", "x.y.z",
            "wrong signature", tampered(good),
            "alg none", unsigned(good),
            "expired", forge.expired(GatewaySecrets.TENANT),
            "refresh token", Api.loginAdmin().path("refresh_token"),
            "service token", TestTokens.service(GatewaySecrets.TENANT).substring(7));
    Map<String, String> powerless =
        Map.of(
            "/ws/agent_001", good,
            "/ws/agent_002", Api.agentToken(),
            "/ws/operator", forge.person(GatewaySecrets.TENANT, Set.of()),
            "/ws-operator", forge.person(GatewaySecrets.TENANT, Set.of()));
    List<String> wrong = new ArrayList<>();
    int refusals = 0;

    for (Map.Entry<String, String> entry : powerless.entrySet()) {
      for (Map.Entry<String, String> stranger : strangers.entrySet()) {
        refusals += upgrade(entry.getKey(), stranger.getKey(), stranger.getValue(), 401, wrong);
      }
      refusals += upgrade(entry.getKey(), "anonymous", null, 401, wrong);
      refusals += upgrade(entry.getKey(), "no permission", entry.getValue(), 403, wrong);
    }

    assertThat(wrong).isEmpty();
    System.out.printf("walked %d socket entries, %d refusals%n", powerless.size(), refusals);
  }

  private static int upgrade(
      String path, String who, String token, int status, List<String> wrong) {
    try (AgentClient client = AgentClient.connect(RestAssured.port, path, token)) {
      if (client.status() != status) {
        wrong.add(path + " for " + who + ": " + client.status());
      }
    }
    return 1;
  }

  @Test
  void anotherTenantSeesNothingOfOursAndIsTakenForItself() {
    String other = forge.person("other", Permission.ALL);
    StandInNeighbours.calls().clear();

    given()
        .auth()
        .oauth2(other)
        .get("/api/v1/agents")
        .then()
        .statusCode(200)
        .body("items.size()", equalTo(0));
    given().auth().oauth2(other).get("/api/v1/messages?tenant_id=acme").then().statusCode(200);

    assertThat(StandInNeighbours.calls())
        .hasSize(1)
        .allSatisfy(call -> assertThat(call.claims()).contains("\"tenant_id\":\"other\""));
  }

  @Test
  void neighboursAreAskedWithAServiceTokenAndADeadlineAndTheFilters() {
    String token = forge.person(GatewaySecrets.TENANT, Set.of(Permission.READ_MESSAGE));
    StandInNeighbours.calls().clear();

    given().auth().oauth2(token).get("/api/v1/customers?q=王&limit=5").then().statusCode(200);

    StandInNeighbours.Call call = StandInNeighbours.calls().get(0);
    assertThat(call.path()).isEqualTo("/internal/v1/customers");
    assertThat(call.query()).contains("limit=5").contains("q=%E7%8E%8B");
    assertThat(call.claims())
        .contains("\"iss\":\"kefu-services\"")
        .contains("\"tenant_id\":\"acme\"")
        .contains("\"actor\":\"user:");
    assertThat(Integer.parseInt(call.deadline())).isBetween(1, 5000);
  }

  @Test
  void aNeighboursRefusalIsPassedOnAndItsFailureIsNot() {
    String token = forge.person(GatewaySecrets.TENANT, Permission.ALL);

    Response missing = knowledge(token, "missing");
    Response broken = knowledge(token, "broken");
    Response silent = knowledge(token, "silent");

    missing.then().statusCode(404).body("code", equalTo("message_not_found"));
    broken.then().statusCode(503).body("code", equalTo("rag_service_unavailable"));
    assertThat(broken.asString()).doesNotContain("NullPointer");
    silent.then().statusCode(503).header("Retry-After", equalTo("2"));
  }

  @Test
  void theReplyOfAMessageIsForItsOwnAgentAndForPeople() {
    String agent = Api.agentToken();
    String person = forge.person(GatewaySecrets.TENANT, Set.of(Permission.READ_MESSAGE));

    Response own = reply(agent, "");
    Response foreign = reply(agent, "?agent_id=agent_002");
    Response named = reply(person, "?agent_id=agent_001");
    Response unnamed = reply(person, "");

    own.then().statusCode(200).body("content", equalTo("您好"));
    foreign.then().statusCode(403);
    named.then().statusCode(200);
    unnamed.then().statusCode(400).body("code", equalTo("agent_required"));
  }

  @Test
  void anOperatorsTextIsAcceptedAndNonsenseIsNot() {
    String token = forge.person(GatewaySecrets.TENANT, Set.of(Permission.WRITE_MESSAGE));

    Response accepted = send(token, "{\"agent_id\":\"a\",\"chat_id\":\"c\",\"content\":\"您好\"}");
    Response empty = send(token, "{\"agent_id\":\"a\",\"chat_id\":\"c\",\"content\":\" \"}");
    Response missing = send(token, "{\"agent_id\":\"a\"}");
    Response byAgent =
        send(Api.agentToken(), "{\"agent_id\":\"a\",\"chat_id\":\"c\",\"content\":\"x\"}");

    accepted.then().statusCode(202).body("reply_id", equalTo("r1"));
    empty.then().statusCode(400).contentType("application/problem+json");
    missing.then().statusCode(400).contentType("application/problem+json");
    byAgent.then().statusCode(403);
  }

  @Test
  void unknownAddressesAndMethodsAreProblemsToo() {
    given()
        .auth()
        .oauth2(Api.adminToken())
        .get("/api/v1/nothing-here")
        .then()
        .statusCode(404)
        .contentType("application/problem+json");
    given()
        .get("/api/v1/health")
        .then()
        .statusCode(200)
        .body("status", equalTo("UP"))
        .header("X-Content-Type-Options", "nosniff");
  }

  private static Response knowledge(String token, String doc) {
    return given().auth().oauth2(token).get("/api/v1/knowledge/kb/documents/" + doc);
  }

  private static Response reply(String token, String query) {
    return given().auth().oauth2(token).get("/api/v1/messages/m1/reply" + query);
  }

  private static Response send(String token, String body) {
    return given()
        .auth()
        .oauth2(token)
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .body(body)
        .post("/api/v1/send");
  }

  private static Response key(List<String> scopes) {
    Response made =
        Api.as(Api.adminToken(), Map.of("name", "walk", "scopes", scopes)).post("/api/v1/api-keys");
    made.then().statusCode(201);
    return made;
  }

  private static String revokedKey() {
    Response made = key(List.copyOf(Permission.ALL));
    given()
        .auth()
        .oauth2(Api.adminToken())
        .delete("/api/v1/api-keys/" + made.path("key.key_id"))
        .then()
        .statusCode(204);
    return made.path("api_key");
  }

  private static int expect(
      Operation operation, String who, Response answer, int status, List<String> wrong) {
    if (answer.statusCode() != status
        || !answer.contentType().startsWith("application/problem+json")) {
      wrong.add(
          operation + " for " + who + ": " + answer.statusCode() + " " + answer.contentType());
    }
    return 1;
  }

  private static List<Operation> operations() throws Exception {
    JsonNode document =
        new ObjectMapper().readTree(given().get("/q/openapi?format=json").asString());
    List<Operation> operations = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method -> {
                          if (method.getValue().has("operationId")) {
                            operations.add(
                                new Operation(
                                    method.getValue().path("operationId").asText(),
                                    method.getKey().toUpperCase(java.util.Locale.ROOT),
                                    path.getKey()));
                          }
                        }));
    return operations;
  }

  private static String tampered(String token) {
    String[] parts = token.split("\\.");
    String body = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    return parts[0] + "." + base64(body.replace("acme", "evil")) + "." + parts[2];
  }

  private static String unsigned(String token) {
    return base64("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + token.split("\\.")[1] + ".";
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
