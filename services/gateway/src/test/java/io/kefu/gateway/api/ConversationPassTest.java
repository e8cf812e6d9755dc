package io.kefu.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.gateway.auth.Permission;
import io.kefu.gateway.auth.TokenForge;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.StandInNeighbours;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class ConversationPassTest {

  private static final String ID = "0199b6a0-5c1e-7c3a-9d55-0a8f4f2b6c11";

  @Inject TokenForge forge;

  @BeforeEach
  void forget() {
    StandInNeighbours.calls().clear();
  }

  @Test
  void wordsAreLookedForAsTheyWereTyped() {
    given()
        .auth()
        .oauth2(forge.person(GatewaySecrets.TENANT, Set.of(Permission.READ_MESSAGE)))
        .queryParam("q", "报价 \"双枪 320\" 100%")
        .queryParam("from", "2026-11-22T08:00:00+08:00")
        .get("/api/v1/messages")
        .then()
        .statusCode(200);

    StandInNeighbours.Call call = StandInNeighbours.calls().get(0);
    assertThat(call.path()).isEqualTo("/internal/v1/messages");
    assertThat(URLDecoder.decode(call.query(), StandardCharsets.UTF_8))
        .isEqualTo("q=报价 \"双枪 320\" 100%&from=2026-11-22T08:00:00+08:00");
  }

  @ParameterizedTest
  @CsvSource({
    "conversations/" + ID + ",read:message",
    "conversations/" + ID + "/outcome,read:message",
    "learning/candidates/" + ID + ",manage:knowledge"
  })
  void oneThingIsReadByThoseWhoMay(String path, String permission) {
    String reader = forge.person(GatewaySecrets.TENANT, Set.of(permission));
    String other = forge.person(GatewaySecrets.TENANT, Set.of(Permission.VIEW_STATS));

    given().auth().oauth2(other).get("/api/v1/" + path).then().statusCode(403);
    given().auth().oauth2(reader).get("/api/v1/" + path).then().statusCode(200);
    given().get("/api/v1/" + path).then().statusCode(401);

    assertThat(StandInNeighbours.calls())
        .extracting(StandInNeighbours.Call::path)
        .containsExactly("/internal/v1/" + path);
  }
}
