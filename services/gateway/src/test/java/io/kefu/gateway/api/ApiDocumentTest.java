package io.kefu.gateway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The OpenAPI document is whole, and a client that knows nothing but it gets along. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class ApiDocumentTest {

  private JsonNode document;

  @BeforeEach
  void read() throws Exception {
    document = new ObjectMapper().readTree(given().get("/q/openapi?format=json").asString());
  }

  @Test
  void everyOperationSaysWhatItDoesWhatItReturnsAndHowItRefuses() {
    List<String> lacking = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method -> {
                          JsonNode operation = method.getValue();
                          JsonNode responses = operation.path("responses");
                          boolean whole =
                              operation.path("operationId").isTextual()
                                  && operation.path("summary").isTextual()
                                  && operation.path("tags").size() > 0
                                  && responses.has("503")
                                  && responses.properties().stream()
                                      .anyMatch(status -> status.getKey().startsWith("2"));
                          if (!whole) {
                            lacking.add(method.getKey() + " " + path.getKey());
                          }
                        }));

    assertThat(lacking).isEmpty();
    assertThat(document.path("openapi").asText()).startsWith("3.1");
    assertThat(document.findValuesAsText("$ref"))
        .allSatisfy(
            reference ->
                assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }

  @Test
  void aClientThatKnowsOnlyTheDocumentLogsInReadsAndCommands() {
    Response login =
        call(
            "login",
            null,
            Map.of(),
            Map.of("username", GatewaySecrets.ADMIN, "password", GatewaySecrets.adminPassword()));
    String token = login.path("access_token");

    Response agents = call("listAgents", token, Map.of(), null);
    Response customer = call("getCustomer", token, Map.of("id", "1"), null);
    Response paused = call("pauseAgent", token, Map.of("agent_id", GatewaySecrets.AGENT), null);

    assertThat(agents.statusCode()).isEqualTo(200);
    assertThat(customer.statusCode()).isEqualTo(200);
    assertThat(paused.statusCode()).isEqualTo(202);
    assertThat(paused.<String>path("name")).isEqualTo("pause");
    assertThat(Api.adminToken()).isNotEmpty();
  }

  /** One call, its method and address taken from the document. */
  private Response call(String operationId, String token, Map<String, ?> places, Object body) {
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (method.getValue().path("operationId").asText().equals(operationId)) {
          RequestSpecification request = given();
          if (token != null) {
            request.auth().oauth2(token);
          }
          if (body != null) {
            request.contentType(ContentType.JSON).body(body);
          }
          request.pathParams(places);
          return request.request(method.getKey().toUpperCase(Locale.ROOT), path.getKey());
        }
      }
    }
    throw new AssertionError("not in the document: " + operationId);
  }
}
