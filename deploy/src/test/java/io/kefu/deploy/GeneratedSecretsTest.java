package io.kefu.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Generated secrets are strong, differ between installations, and outlive an upgrade. */
class GeneratedSecretsTest {

  @AfterEach
  void forget() {
    ClusterStub.running().clear();
  }

  @Test
  void anUpgradeKeepsWhatTheInstallationGenerated() {
    Map<String, JsonNode> installed = secrets();
    installed.values().forEach(ClusterStub.running()::keep);

    Map<String, JsonNode> upgraded = secrets();

    assertThat(upgraded).isEqualTo(installed).hasSize(3);
  }

  @Test
  void twoInstallationsShareNothing() {
    List<String> one = values(secrets());
    List<String> other = values(secrets());

    // The administrator's name is no secret.
    assertThat(one).filteredOn(other::contains).hasSize(1);
  }

  @Test
  void keysAreThirtyTwoBytes() {
    JsonNode data = secrets().get("kefu-secrets").path("data");

    for (String key : List.of("service-token", "token-keys", "ai-keys")) {
      assertThat(Base64.getUrlDecoder().decode(text(data, key))).as(key).hasSize(32);
    }
    for (String ring : List.of("message-data-keys", "erp-data-keys")) {
      assertThat(text(data, ring)).startsWith("k1:");
      assertThat(Base64.getDecoder().decode(text(data, ring).substring(3))).as(ring).hasSize(32);
    }
  }

  @Test
  void secretsStayBehindAtUninstall() {
    assertThat(secrets().values())
        .allSatisfy(
            secret ->
                assertThat(
                        secret
                            .path("metadata")
                            .path("annotations")
                            .path("helm.sh/resource-policy")
                            .asText())
                    .isEqualTo("keep"));
  }

  private static Map<String, JsonNode> secrets() {
    return Chart.objects(Chart.render(Chart.shipped("small"))).stream()
        .filter(object -> object.path("kind").asText().equals("Secret"))
        .collect(Collectors.toMap(secret -> secret.path("metadata").path("name").asText(), s -> s));
  }

  private static List<String> values(Map<String, JsonNode> secrets) {
    return secrets.values().stream()
        .flatMap(
            secret ->
                secret.path("data").properties().stream().map(entry -> entry.getValue().asText()))
        .toList();
  }

  private static String text(JsonNode data, String key) {
    return new String(Base64.getDecoder().decode(data.path(key).asText()));
  }
}
