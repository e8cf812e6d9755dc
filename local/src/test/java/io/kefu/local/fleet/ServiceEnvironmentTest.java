package io.kefu.local.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceEnvironmentTest {

  private static final Path FOLDER = Path.of("/home/kefu");

  private final ServiceEnvironment environment =
      new ServiceEnvironment(
          "127.0.0.1:19092",
          "postgresql://127.0.0.1:15432/kefu",
          "jdbc:postgresql://127.0.0.1:15432/kefu",
          "redis://:secret@127.0.0.1:16379",
          Map.of("gateway", "kefu_gateway", "message", "kefu_message"),
          Map.of("gateway", "gateway-password", "message", "message-password"),
          FleetPorts.choose(Map.of("rag-service", 9083), port -> true, () -> 1),
          "0.0.0.0",
          new FleetSecrets(
              "service-token",
              "token-keys",
              "admin-password",
              "agent-secret",
              "message-key",
              "erp-data-key",
              "erp-password"));

  @Test
  void tellsAServiceItsOwnLoginAndItsNeighbours() {
    // When
    Map<String, String> variables = environment.of(ServiceName.MESSAGE_SERVICE, 8081, FOLDER);

    // Then
    assertThat(variables)
        .containsEntry("QUARKUS_HTTP_PORT", "8081")
        .containsEntry("QUARKUS_HTTP_HOST", "127.0.0.1")
        .containsEntry("QUARKUS_DATASOURCE_USERNAME", "kefu_message")
        .containsEntry("QUARKUS_DATASOURCE_PASSWORD", "message-password")
        .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:19092")
        .containsEntry("KEFU_SERVICE_TOKEN_SECRET", "service-token")
        .containsEntry("KEFU_MESSAGE_DATA_KEYS", "local:message-key")
        .containsEntry("KEFU_RAG_SERVICE_URL", "http://127.0.0.1:9083");
  }

  @Test
  void keepsTheGatewaysSecretsFromTheOthers() {
    assertThat(environment.of(ServiceName.MESSAGE_SERVICE, 8081, FOLDER).values())
        .doesNotContain("token-keys", "admin-password", "agent-secret", "gateway-password");
    assertThat(environment.of(ServiceName.GATEWAY, 8080, FOLDER))
        .containsEntry("KEFU_TOKEN_KEYS_SECRET", "token-keys")
        .containsEntry("KEFU_BOOTSTRAP_ADMIN_PASSWORD", "admin-password")
        .containsEntry("KEFU_BOOTSTRAP_AGENT_SECRET", "agent-secret")
        .containsEntry("QUARKUS_HTTP_HOST", "0.0.0.0");
  }

  @Test
  void givesTheErpsDataKeyToErpSyncAlone() {
    assertThat(environment.of(ServiceName.ERP_SYNC, 8084, FOLDER))
        .containsEntry("KEFU_ERP_DATA_KEYS", "local:erp-data-key");
    assertThat(environment.of(ServiceName.MESSAGE_SERVICE, 8081, FOLDER).values())
        .noneMatch(value -> value.contains("erp-data-key"));
  }

  @Test
  void tellsTheAgentWhereTheGatewayIs() {
    assertThat(environment.ofAgent(FOLDER))
        .containsEntry("KEFU_AGENT_GATEWAY_URL", "http://127.0.0.1:8080")
        .containsEntry("KEFU_AGENT_SECRET", "agent-secret")
        .containsEntry("KEFU_AGENT_SIMULATED_PORT", "18090");
  }

  @Test
  void showsNoSecret() {
    assertThat(environment.toString()).doesNotContain("secret", "password", "token-keys");
  }
}
