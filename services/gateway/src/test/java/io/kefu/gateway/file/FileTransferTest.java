package io.kefu.gateway.file;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.TokenForge;
import io.kefu.gateway.testing.Api;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
class FileTransferTest {

  private static final byte[] TEXT = "报价单：见附件。".repeat(1000).getBytes(StandardCharsets.UTF_8);

  @Inject TokenForge forge;

  @Test
  void anAgentsAttachmentIsStoredAndFetchedByThoseWhoMay() {
    String agent = Api.agentToken();
    String person = forge.person(GatewaySecrets.TENANT, Set.of(Permission.READ_MESSAGE));
    String stranger = forge.person("other", Permission.ALL);

    Response stored = upload(agent, TEXT, "报价单.txt", "text/plain");

    stored
        .then()
        .statusCode(201)
        .body("size", equalTo(TEXT.length))
        .body("name", equalTo("报价单.txt"));
    String location = stored.header("Location");
    Response whole = given().auth().oauth2(person).get(location);
    whole
        .then()
        .statusCode(200)
        .header("Content-Disposition", containsString("attachment; filename=\"___.txt\""))
        .header("ETag", equalTo('"' + stored.path("sha256").toString() + '"'));
    assertThat(whole.asByteArray()).isEqualTo(TEXT);
    given().auth().oauth2(agent).get(location).then().statusCode(200);
    given().auth().oauth2(stranger).get(location).then().statusCode(404);
    given().get(location).then().statusCode(401);
  }

  @Test
  void aPartOfAFormIsAFileToo() {
    String person = forge.person(GatewaySecrets.TENANT, Permission.ALL);

    Response stored =
        given()
            .auth()
            .oauth2(person)
            .multiPart("file", "a.txt", TEXT, "text/plain")
            .post("/api/v1/files");

    stored.then().statusCode(201).body("content_type", equalTo("text/plain"));
    String location = stored.header("Location");
    given().auth().oauth2(person).delete(location).then().statusCode(204);
    given().auth().oauth2(person).get(location).then().statusCode(404);
  }

  @Test
  void anUploadUnderAKeyIsDoneOnceAndOtherBytesUnderItAreRefused() {
    String agent = Api.agentToken();
    String key = UUID.randomUUID().toString();
    byte[] others = TEXT.clone();
    others[4] ^= 1;

    Response first = upload(agent, key, TEXT);
    Response again = upload(agent, key, TEXT);
    Response other = upload(agent, key, others);
    Response shorter = upload(agent, key, "短".getBytes(StandardCharsets.UTF_8));
    Response form = form(agent, key);
    Response odd = upload(agent, "a b", TEXT);
    Response formFirst = form(agent, key + "-form");
    Response formAgain = form(agent, key + "-form");

    first.then().statusCode(201);
    again
        .then()
        .statusCode(201)
        .header("Idempotency-Replayed", "true")
        .header("Location", first.header("Location"))
        .body("file_id", equalTo(first.path("file_id")));
    other.then().statusCode(422).body("code", equalTo("idempotency_key_reused"));
    shorter.then().statusCode(422);
    form.then().statusCode(422);
    odd.then().statusCode(400);
    formFirst.then().statusCode(201);
    formAgain.then().statusCode(201).body("file_id", equalTo(formFirst.path("file_id")));
  }

  @Test
  void whoDeletedAFileIsInTheTrail() {
    String person = Api.adminToken();
    Response stored = upload(person, TEXT, "a.txt", "text/plain");

    given().auth().oauth2(person).delete(stored.header("Location")).then().statusCode(204);

    given()
        .auth()
        .oauth2(person)
        .get("/api/v1/audit?limit=1")
        .then()
        .body("items[0].action", equalTo("file.deleted"))
        .body("items[0].target", equalTo(stored.path("file_id")))
        .body("items[0].before.name", equalTo("a.txt"));
  }

  private static Response upload(String token, String key, byte[] bytes) {
    return given()
        .auth()
        .oauth2(token)
        .contentType("text/plain")
        .header("Idempotency-Key", key)
        .queryParam("name", "a.txt")
        .body(bytes)
        .post("/api/v1/files");
  }

  private static Response form(String token, String key) {
    return given()
        .auth()
        .oauth2(token)
        .header("Idempotency-Key", key)
        .multiPart("file", "a.txt", TEXT, "text/plain")
        .post("/api/v1/files");
  }

  @Test
  void rangesAreServed() {
    String person = forge.person(GatewaySecrets.TENANT, Permission.ALL);
    String location = upload(person, TEXT, "a.txt", null).header("Location");

    Response part = given().auth().oauth2(person).header("Range", "bytes=3-8").get(location);
    Response beyond = given().auth().oauth2(person).header("Range", "bytes=999999-").get(location);

    part.then().statusCode(206).header("Content-Range", "bytes 3-8/" + TEXT.length);
    assertThat(part.asByteArray()).hasSize(6);
    beyond.then().statusCode(416);
  }

  @Test
  void whatIsTooLargeEmptyDisguisedOrNotAllowedIsRefused() {
    String agent = Api.agentToken();
    byte[] program = {'M', 'Z', (byte) 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0};

    Response large = upload(agent, new byte[10_000_001], "a.txt", null);
    Response empty = upload(agent, new byte[0], "a.txt", null);
    Response disguised = upload(agent, TEXT, "a.png", "image/png");
    Response forbidden = upload(agent, program, "photo.jpg", "image/jpeg");
    Response reader =
        upload(
            forge.person(GatewaySecrets.TENANT, Set.of(Permission.READ_MESSAGE)),
            TEXT,
            "a.txt",
            null);

    large.then().statusCode(413).contentType("application/problem+json");
    empty.then().statusCode(400).body("code", equalTo("file_empty"));
    disguised.then().statusCode(415).body("code", equalTo("file_type_refused"));
    forbidden.then().statusCode(415);
    reader.then().statusCode(403);
  }

  @Test
  void anAgentDoesNotSeeFilesOfOthers() {
    String person = forge.person(GatewaySecrets.TENANT, Permission.ALL);
    String location = upload(person, TEXT, "a.txt", null).header("Location");

    Response asked = given().auth().oauth2(Api.agentToken()).get(location);

    asked.then().statusCode(404);
  }

  @Test
  void anAgentGetsThePackageItIsToldToInstallUntilItAnswered() {
    String person = forge.person(GatewaySecrets.TENANT, Permission.ALL);
    String agent = Api.agentToken();
    Response pack = upload(person, TEXT, "kefu-agent.txt", null);
    String location = pack.header("Location");
    given().auth().oauth2(agent).get(location).then().statusCode(404);

    Response issued =
        Api.as(
                Api.adminToken(),
                Map.of("name", "update", "args", Map.of("file_id", pack.path("file_id"))))
            .post("/api/v1/agents/" + GatewaySecrets.AGENT + "/commands");

    issued.then().statusCode(202);
    given().auth().oauth2(agent).get(location).then().statusCode(200);
    Api.as(agent, Map.of("command_id", issued.path("command_id"), "status", "FAILED"))
        .post("/api/v1/agents/" + GatewaySecrets.AGENT + "/acks")
        .then()
        .statusCode(204);
    Awaitility.await("answered")
        .atMost(Duration.ofSeconds(60))
        .until(() -> given().auth().oauth2(agent).get(location).statusCode() == 404);
  }

  private static Response upload(String token, byte[] bytes, String name, String type) {
    return given()
        .auth()
        .oauth2(token)
        .contentType(type == null ? "application/octet-stream" : type)
        .queryParam("name", name)
        .body(bytes)
        .post("/api/v1/files");
  }
}
