package io.kefu.gateway.api;

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
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class KnowledgePassTest {

  @Inject TokenForge forge;

  private String author;

  @BeforeEach
  void logIn() {
    author = forge.person(GatewaySecrets.TENANT, Set.of(Permission.MANAGE_KNOWLEDGE));
    StandInNeighbours.calls().clear();
  }

  @Test
  void aFileArrivesByteForByteAndItsJobIsFoundFromOutside() {
    byte[] file = new byte[3_000_000];
    new Random(7).nextBytes(file);

    Response taken =
        given()
            .auth()
            .oauth2(author)
            .contentType("application/pdf")
            .body(file)
            .put("/api/v1/knowledge/kb/documents/d1/file?filename=手册.pdf");

    taken
        .then()
        .statusCode(202)
        .header("Location", equalTo("/api/v1/knowledge/jobs/" + StandInNeighbours.JOB));
    StandInNeighbours.Call call = StandInNeighbours.calls().get(0);
    assertThat(call.path()).isEqualTo("/internal/v1/knowledge-bases/kb/documents/d1/file");
    assertThat(call.query()).startsWith("filename=");
    assertThat(call.body()).isEqualTo(file);
    given().auth().oauth2(author).get(taken.header("Location")).then().statusCode(200);
    assertThat(StandInNeighbours.calls().get(1).path())
        .isEqualTo("/internal/v1/jobs/" + StandInNeighbours.JOB);
    assertThat(audit()).contains("document.uploaded").contains("3000000");
  }

  @Test
  void aRefusedFileIsRefusedWithTheReasonAndTheAuditLogSaysSo() {
    Response refused =
        given()
            .auth()
            .oauth2(author)
            .contentType("text/csv")
            .body("a,b")
            .put("/api/v1/knowledge/kb/documents/missing/file?filename=a.csv");

    refused.then().statusCode(404).body("code", equalTo("message_not_found"));
    assertThat(audit()).contains("document.uploaded.refused");
  }

  @Test
  void anEntryIsWrittenOnceUnderOneKeyAndFoundWhereLocationSays() {
    Response first = write("once-1");
    Response again = write("once-1");

    first
        .then()
        .statusCode(201)
        .header("ETag", equalTo("\"1\""))
        .header("Location", equalTo("/api/v1/knowledge/kb/entries/e1"));
    again
        .then()
        .statusCode(201)
        .header("Idempotency-Replayed", equalTo("true"))
        .header("Location", equalTo("/api/v1/knowledge/kb/entries/e1"));
    assertThat(StandInNeighbours.calls()).hasSize(1);
    assertThat(audit()).contains("entry.created");
  }

  @Test
  void aJobThatIsNoneIsNotAskedFor() {
    given()
        .auth()
        .oauth2(author)
        .get("/api/v1/knowledge/jobs/..%2f..%2fsecrets")
        .then()
        .statusCode(404)
        .contentType("application/problem+json");

    assertThat(StandInNeighbours.calls()).isEmpty();
  }

  private Response write(String key) {
    return given()
        .auth()
        .oauth2(author)
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body("{\"questions\":[\"质保几年\"],\"answer\":\"两年。\",\"status\":\"approved\"}")
        .post("/api/v1/knowledge/kb/entries");
  }

  private static String audit() {
    return given().auth().oauth2(Api.adminToken()).get("/api/v1/audit").asString();
  }
}
