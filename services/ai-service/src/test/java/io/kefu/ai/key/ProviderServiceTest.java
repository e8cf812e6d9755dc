package io.kefu.ai.key;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.kefu.ai.ModelStage;
import io.kefu.ai.OnModels;
import io.kefu.testharness.TestTokens;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tenants' keys, and the test of a provider. */
@OnModels
class ProviderServiceTest extends ModelStage {

  @Test
  void aTenantsOwnKeyIsSealedAndUsedForItAlone() {
    given()
        .header("Authorization", TestTokens.service(tenant))
        .contentType("application/json")
        .body(Map.of("api_key", "sk-tenant-secret"))
        .put("/internal/v1/providers/deepseek/key")
        .then()
        .statusCode(204);

    test(tenant, "deepseek").body("ok", is(true)).body("model", is("deepseek-flash"));
    test("other-" + tenant, "deepseek").body("ok", is(true));

    assertThat(
            models.find(
                postRequestedFor(urlPathEqualTo(PRIMARY)).withRequestBody(containing("连通性测试"))))
        .extracting(request -> request.getHeader("Authorization"))
        .contains("Bearer sk-tenant-secret", "Bearer installation-key");
    given()
        .header("Authorization", TestTokens.service(tenant))
        .get("/internal/v1/providers")
        .then()
        .body(not(containsString("sk-tenant-secret")));
    given()
        .header("Authorization", TestTokens.service(tenant))
        .delete("/internal/v1/providers/deepseek/key")
        .then()
        .statusCode(204);
  }

  @Test
  void aTestSaysWhatIsWrongWithAProvider() {
    primary(aResponse().withStatus(401).withBody("{\"error\":{\"message\":\"bad key sk-x\"}}"));

    test(tenant, "deepseek")
        .body("ok", is(false))
        .body("failure", is("not_authenticated"))
        .body(not(containsString("sk-x")));
    test(tenant, "nobody").statusCode(404);
  }
}
