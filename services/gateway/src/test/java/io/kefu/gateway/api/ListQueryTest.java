package io.kefu.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway's own lists are asked for wrongly, they say which parameter it was. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class ListQueryTest {

  @Inject TokenForge forge;

  @ParameterizedTest
  @CsvSource({
    "/api/v1/agents, limit",
    "/api/v1/audit, limit",
    "/api/v1/users, limit",
    "/api/v1/users, enabled",
    "/api/v1/users, sort",
    "/api/v1/api-keys, limit",
    "/api/v1/api-keys, in_force",
    "/api/v1/api-keys, sort",
    "/api/v1/agents/agent_001/commands, limit",
    "/api/v1/agents/agent_001/replies, wait",
    "/api/v1/agents/agent_001/replies, after",
    "/api/v1/agents/agent_001/replies, rules_version",
  })
  void nonsenseIsRefusedByTheNameOfItsParameter(String path, String parameter) {
    String token = path.endsWith("/replies") ? Api.agentToken() : person();
    for (String nonsense : List.of("abc", "-1", "1.5", "%20", "99999999999999999999")) {
      Response answer =
          given()
              .auth()
              .oauth2(token)
              .urlEncodingEnabled(false)
              .get(path + "?" + parameter + "=" + nonsense);

      assertThat(answer.statusCode())
          .as("%s=%s: %s", parameter, nonsense, answer.asString())
          .isEqualTo(400);
      assertThat(answer.contentType()).startsWith("application/problem+json");
      assertThat(answer.<List<String>>path("errors.field")).containsExactly(parameter);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/agents",
        "/api/v1/audit",
        "/api/v1/users",
        "/api/v1/users?sort=-created_at",
        "/api/v1/api-keys",
        "/api/v1/agents/agent_001/commands"
      })
  void aCursorThatSomebodyMadeUpIsRefusedOrFindsNothingAndNeverFails(String path) {
    for (String text :
        List.of(
            "%%%",
            encoded("\0"),
            encoded("username\nid\nx"),
            encoded("-created_at\nnot-a-uuid\n2026-11-22T00:00:00Z"),
            encoded(
                "-created_at\n0198f3a2-5c1e-7d40-9b57-2f6f0c1e8a11\n+999999999-12-31T23:59:59Z"),
            encoded("created_at\n0198f3a2-5c1e-7d40-9b57-2f6f0c1e8a11\n-4713-01-01T00:00:00Z"),
            "x".repeat(4000))) {
      Response answer = given().auth().oauth2(person()).queryParam("cursor", text).get(path);

      assertThat(answer.statusCode()).as("%s: %s", text, answer.asString()).isIn(200, 400);
      if (answer.statusCode() == 400) {
        assertThat(answer.<String>path("code")).isEqualTo("invalid_cursor");
      }
    }
  }

  private String person() {
    return forge.person(GatewaySecrets.TENANT, Permission.ALL);
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
