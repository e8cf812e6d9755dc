package io.kefu.gateway.command;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.gateway.testing.AgentClient;
import io.kefu.gateway.testing.Api;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.StandInNeighbours;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class CommandSocketTest {

  private static final String AGENT = GatewaySecrets.AGENT;

  @Test
  void aCommandReachesTheSocketAndWhatCameOfItIsReadable() {
    String admin = Api.adminToken();
    try (AgentClient agent =
        AgentClient.connect(RestAssured.port, "/ws/" + AGENT, Api.agentToken())) {
      agent.hello(AGENT);
      agent.await("welcome");

      Response issued =
          Api.as(admin, Map.of("name", "logs.collect", "args", Map.of("minutes", 5)))
              .post("/api/v1/agents/" + AGENT + "/commands");

      issued.then().statusCode(202).body("status", equalTo("PENDING"));
      String id = issued.path("command_id");
      JsonNode command =
          agent.await("command", payload -> payload.path("command_id").asText().equals(id));
      assertThat(command.path("name").textValue()).isEqualTo("logs.collect");
      assertThat(command.at("/args/minutes").intValue()).isEqualTo(5);
      String done =
          "{\"command_id\":\"%s\",\"status\":\"DONE\",\"result\":{\"lines\":3}}".formatted(id);
      agent.send("ack", AGENT, done);
      // A reconnecting agent says it again; it happened once.
      agent.send("ack", AGENT, done);
      String location = issued.header("Location");
      Awaitility.await("result").until(() -> read(admin, location).path("status").equals("DONE"));
      read(admin, location).then().body("result.lines", equalTo(3));
    }
  }

  private static Response read(String token, String location) {
    return given().auth().oauth2(token).get(location);
  }
}
