package io.kefu.gateway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.gateway.testing.AgentClient;
import io.kefu.gateway.testing.Api;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.gateway.testing.StandInNeighbours;
import io.kefu.gateway.testing.TopicTail;
import io.kefu.testharness.KefuBackends;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** What a welcome says of the local rules, whatever the agent holds. */
@QuarkusTest
@WithTestResource(
    value = KefuBackends.class,
    scope = TestResourceScope.GLOBAL,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@WithTestResource(value = GatewaySecrets.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = StandInNeighbours.class, scope = TestResourceScope.GLOBAL)
class WelcomeRulesTest {

  private static final String AGENT = GatewaySecrets.AGENT;

  @Test
  void aWelcomeNamesTheNewestRulesOfTheTenant() {
    assertThat(welcome().path("rules_version").longValue())
        .isEqualTo(StandInNeighbours.RULES_VERSION);

    // A change is heard of as soon as it goes out to any agent of the tenant.
    long next = StandInNeighbours.RULES_VERSION + 1_000_000_000L;
    try (TopicTail kafka =
        new TopicTail(
            ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class))) {
      kafka.send("reply.out", "acme/somebody", update("acme", next));
      kafka.send("reply.out", "other/somebody", update("other", next + 1));
    }

    Awaitility.await().until(() -> welcome().path("rules_version").longValue() == next);
  }

  private static JsonNode welcome() {
    try (AgentClient client =
        AgentClient.connect(RestAssured.port, "/ws/" + AGENT, Api.agentToken())) {
      client.hello(AGENT);
      return client.await("welcome");
    }
  }

  private static String update(String tenant, long version) {
    return """
        {"event_id":"%s","tenant_id":"%s","occurred_at":"2026-11-22T02:15:29.500Z",
         "schema_version":1,"agent_id":"somebody","kind":"command","attempt":1,
         "command":{"command_id":"%s","name":"rules.update","args":{"version":%d,"rules":[]}}}\
        """
        .formatted(UUID.randomUUID(), tenant, UUID.randomUUID(), version);
  }
}
