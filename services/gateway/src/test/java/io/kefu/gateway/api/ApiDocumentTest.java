package io.kefu.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.gateway.testing.ApiContract;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.StandInNeighbours;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The OpenAPI document is whole and true, and a client that knows nothing but it gets along. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class ApiDocumentTest {

  private ApiContract contract;

  @BeforeEach
  void read() {
    contract = ApiContract.served();
  }

  @Test
  void everyOperationSaysWhatItDoesWhatItReturnsAndHowItRefuses() {
    List<String> lacking = new ArrayList<>();
    for (ApiContract.Operation operation : contract.operations()) {
      JsonNode responses = operation.node().path("responses");
      boolean whole =
          operation.node().path("summary").isTextual()
              && operation.node().path("tags").size() > 0
              && responses.has("503")
              && responses.properties().stream()
                  .anyMatch(status -> status.getKey().startsWith("2"));
      if (!whole) {
        lacking.add(operation.toString());
      }
    }

    assertThat(lacking).isEmpty();
    assertThat(contract.operations())
        .extracting(ApiContract.Operation::id)
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(100);
    assertThat(contract.document().path("openapi").asText()).startsWith("3.1");
    assertThat(contract.document().findValuesAsText("$ref"))
        .allSatisfy(
            reference ->
                assertThat(contract.document().at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }

  @Test
  void namesAreThoseOnTheWire() {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, JsonNode> schema :
        contract.document().at("/components/schemas").properties()) {
      for (Map.Entry<String, JsonNode> property :
          schema.getValue().path("properties").properties()) {
        if (!property.getKey().matches("[a-z][a-z0-9_]*")) {
          wrong.add(schema.getKey() + "." + property.getKey());
        }
      }
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void everyExampleIsWhatItsSchemaSays() {
    List<String> wrong = new ArrayList<>();

    int examples = checkExamples(contract.document(), "", wrong);

    System.out.printf("checked %d examples of the document%n", examples);
    assertThat(wrong).isEmpty();
    assertThat(examples).isGreaterThan(80);
  }

  private int checkExamples(JsonNode node, String where, List<String> wrong) {
    int found = 0;
    if (node.isObject() && node.path("examples").isArray()) {
      for (JsonNode example : node.path("examples")) {
        found++;
        contract.faults(node, example).forEach(fault -> wrong.add(where + ": " + fault));
      }
    }
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        if (!field.getKey().equals("examples")) {
          found += checkExamples(field.getValue(), where + '/' + field.getKey(), wrong);
        }
      }
    } else {
      for (JsonNode item : node) {
        found += checkExamples(item, where + "/-", wrong);
      }
    }
    return found;
  }

  @Test
  void everyBodyIsShownByAnExampleThatItsSchemaAllows() {
    List<String> wrong = new ArrayList<>();
    for (ApiContract.Operation operation : contract.operations()) {
      if (!operation.body().isMissingNode()) {
        JsonNode example = contract.example(operation.body());
        if (example.isMissingNode()) {
          wrong.add(operation + " has no example of its body");
        } else {
          contract
              .faults(operation.body(), example)
              .forEach(fault -> wrong.add(operation + ": " + fault));
        }
      }
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void aClientThatKnowsOnlyTheDocumentAdministersAndCommands() {
    DocumentedClient client = new DocumentedClient(contract);
    Response login =
        client.call(
            "login",
            Map.of(
                "tenant", GatewaySecrets.TENANT,
                "username", GatewaySecrets.ADMIN,
                "password", GatewaySecrets.adminPassword()));
    client.as(login.path("access_token"));
    String mark = UUID.randomUUID().toString().substring(0, 8);

    Response agent = client.call("createAgent", Map.of("agent_id", "doc-" + mark));
    Response read = client.with("agent_id", "doc-" + mark).call("getAgent");
    Response renamed =
        client
            .with("agent_id", "doc-" + mark)
            .with("If-Match", read.header("ETag"))
            .call("changeAgent", Map.of("name", "后台"));
    Response stale =
        client
            .with("agent_id", "doc-" + mark)
            .with("If-Match", read.header("ETag"))
            .call("changeAgent");
    Response paused = client.with("agent_id", "doc-" + mark).call("pauseAgent");
    Response commands = client.with("agent_id", "doc-" + mark).call("listCommands");
    Response user = client.call("createUser", Map.of("username", "u" + mark));
    Response key = client.call("createApiKey");

    assertThat(List.of(agent, read, renamed, stale, paused, commands, user, key))
        .extracting(Response::statusCode)
        .containsExactly(201, 200, 200, 412, 202, 200, 201, 201);
    assertThat(renamed.<String>path("name")).isEqualTo("后台");
    assertThat(commands.<String>path("items[0].command_id"))
        .isEqualTo(paused.<String>path("command_id"));
    client.with("key_id", key.path("key.key_id")).call("revokeApiKey");
    client.with("agent_id", "doc-" + mark).call("offerEnrolment");
    client.with("agent_id", "doc-" + mark).call("renewPayloadKey");
    client.with("user_id", user.path("user.user_id")).call("getUser");
    client.with("limit", "2").call("listAudit");
    for (String list :
        List.of("listAgents", "listUsers", "listRoles", "listApiKeys", "getAccount", "health")) {
      assertThat(client.call(list).statusCode()).as(list).isEqualTo(200);
    }
  }
}
