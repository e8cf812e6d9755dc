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
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator's draft on its way through the gateway. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class DraftPassTest {

  @Inject TokenForge forge;

  private String operator;

  @BeforeEach
  void logIn() {
    operator = forge.person(GatewaySecrets.TENANT, Set.of(Permission.WRITE_MESSAGE));
    StandInNeighbours.calls().clear();
  }

  @Test
  void itsEventsArriveWithTheirNamesInTheTenantOfTheOperator() {
    Response draft = draft("whole", operator);

    assertThat(draft.statusCode()).isEqualTo(200);
    assertThat(draft.header("Content-Type")).startsWith("text/event-stream");
    assertThat(draft.header("X-Accel-Buffering")).isEqualTo("no");
    assertThat(draft.asString())
        .containsSubsequence("event:asked", "event:piece", "两年", "event:done", "两年。")
        .doesNotContain("event:error");
    StandInNeighbours.Call call = StandInNeighbours.calls().getFirst();
    assertThat(call.path()).isEqualTo("/internal/v1/conversations/whole/draft");
    assertThat(call.claims()).contains("\"tenant_id\":\"" + GatewaySecrets.TENANT + "\"");
    assertThat(new String(call.body(), StandardCharsets.UTF_8)).isEqualTo("{\"question\":\"保修\"}");
    assertThat(Long.parseLong(call.deadline())).isEqualTo(90_000);
  }

  @Test
  void oneThatBreaksOffEndsWithAProblem() {
    Response draft = draft("cut", operator);

    assertThat(draft.statusCode()).isEqualTo(200);
    assertThat(draft.asString())
        .containsSubsequence("event:piece", "event:error", "draft_interrupted");
  }

  @Test
  void whatIsRefusedBeforeItsBeginIsAnOrdinaryProblem() {
    draft("missing", operator).then().statusCode(404).contentType("application/problem+json");
    draft("broken", operator).then().statusCode(503).contentType("application/problem+json");
  }

  @Test
  void agentsAndReadersHaveNone() {
    String reader = forge.person(GatewaySecrets.TENANT, Set.of(Permission.READ_MESSAGE));

    draft("whole", reader).then().statusCode(403);
    draft("whole", Api.agentToken()).then().statusCode(403);

    assertThat(StandInNeighbours.calls()).isEmpty();
  }

  @Test
  void aBrowserThatLeavesEndsTheWriting() throws Exception {
    try (Socket browser = new Socket("localhost", RestAssured.port)) {
      browser.setSoTimeout(60_000);
      browser
          .getOutputStream()
          .write(
              ("POST /api/v1/conversations/endless/draft HTTP/1.1\r\nHost: localhost\r\n"
                      + "Authorization: Bearer "
                      + operator
                      + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                  .getBytes(StandardCharsets.UTF_8));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(browser.getInputStream(), StandardCharsets.UTF_8));

      assertThat(answer.lines().anyMatch(line -> line.contains("event:asked"))).isTrue();
    }

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                StandInNeighbours.calls().stream().anyMatch(call -> call.method().equals("LEFT")));
  }

  private static Response draft(String conversation, String token) {
    return given()
        .auth()
        .oauth2(token)
        .contentType(ContentType.JSON)
        .body("{\"question\":\"保修\"}")
        .post("/api/v1/conversations/" + conversation + "/draft");
  }
}
