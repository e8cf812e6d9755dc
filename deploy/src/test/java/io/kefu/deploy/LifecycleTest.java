package io.kefu.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.deploy.cluster.ApiServer;
import io.kefu.deploy.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A release from its first day to its last, by the real Helm: the one on the PATH when there is
 * one, else the one of the build, which knows every command but rollback.
 */
class LifecycleTest {

  private static final Path[] TRIAL = {Chart.shipped("small")};

  private static final Path[] COMPANY = {
    Chart.shipped("standard"), Chart.REPOSITORY.resolve("k8s/values-standard.yaml")
  };

  @TempDir Path folder;

  private final Cluster cluster = new Cluster();
  private ApiServer api;
  private HelmCommands helm;

  @BeforeEach
  void open() throws IOException {
    api = new ApiServer(cluster);
    helm = helm(api, folder);
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void schemasAreMigratedBeforeAnyProgramIsThere() {
    helm.install(COMPANY);

    assertThat(cluster.deeds())
        .containsSubsequence(
            "create jobs/kefu-topics",
            "create jobs/kefu-migrate-gateway",
            "create deployments/kefu-gateway")
        .containsSubsequence(
            "create jobs/kefu-migrate-stats", "create deployments/kefu-ai-service");
    assertThat(cluster.names("jobs")).as("jobs that are done are gone").isEmpty();
    assertThat(cluster.names("deployments")).hasSize(6);
  }

  @Test
  void anUpgradeMigratesFirstAndKeepsEverySecret() {
    helm.install(TRIAL);
    Map<String, JsonNode> secrets = secrets();
    cluster.forgetDeeds();

    helm.upgrade(with("{logs: {level: DEBUG}}"));

    assertThat(secrets()).isEqualTo(secrets).hasSize(3);
    assertThat(level()).isEqualTo("DEBUG");
    assertThat(cluster.deeds())
        .containsSubsequence(
            "create jobs/kefu-migrate-message", "change deployments/kefu-message-service");
  }

  @Test
  void aMigrationThatFailsLeavesTheProgramsAsTheyAre() {
    helm.install(COMPANY);
    cluster.failing("kefu-migrate-message"::equals);
    cluster.forgetDeeds();
    Path[] values = {COMPANY[0], COMPANY[1], Chart.values(folder, "{logs: {level: DEBUG}}")};

    assertThatThrownBy(() -> helm.upgrade(values)).hasMessageContaining("kefu-migrate-message");

    assertThat(cluster.deeds())
        .filteredOn(deed -> deed.contains("deployments") || deed.contains("statefulsets"))
        .isEmpty();
    assertThat(level()).isEqualTo("INFO");
  }

  @Test
  void aRollbackTakesProgramsBackAndKeepsEverySecret() {
    assumeTrue(helm.rollsBack(), "skipped: there is no helm on the PATH here");
    helm.install(TRIAL);
    Map<String, JsonNode> secrets = secrets();
    helm.upgrade(with("{logs: {level: DEBUG}}"));

    helm.rollback(1);

    assertThat(level()).isEqualTo("INFO");
    assertThat(secrets()).isEqualTo(secrets);
  }

  @Test
  void whatCannotBeMadeAgainStaysBehindAndNothingElse() {
    helm.install(TRIAL);

    helm.uninstall();

    assertThat(cluster.names("secrets"))
        .containsExactly("kefu-bootstrap", "kefu-database", "kefu-secrets");
    assertThat(cluster.names("persistentvolumeclaims")).containsExactly("kefu-files");
    for (String kind :
        List.of(
            "deployments", "statefulsets", "services", "jobs", "networkpolicies", "configmaps")) {
      assertThat(cluster.names(kind)).as(kind).isEmpty();
    }
  }

  @Test
  void anotherInstallationOnWhatStayedBehindHasTheOldKeys() {
    helm.install(TRIAL);
    JsonNode keys = cluster.get("secrets", "kefu-secrets").orElseThrow().path("data");
    helm.uninstall();

    helm.install(TRIAL);

    assertThat(cluster.get("secrets", "kefu-secrets").orElseThrow().path("data")).isEqualTo(keys);
  }

  /** What leaves a release as it is: one installation serves all. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class OnOneRelease {

    private final Cluster cluster = new Cluster();
    private Path folder;
    private ApiServer api;
    private HelmCommands helm;

    @BeforeAll
    void install(@TempDir Path folder) throws IOException {
      this.folder = folder;
      api = new ApiServer(cluster);
      helm = helm(api, folder);
      helm.install(TRIAL);
    }

    @BeforeEach
    void forget() {
      cluster.failing(job -> false);
      cluster.forgetDeeds();
    }

    @AfterAll
    void close() {
      api.close();
    }

    @Test
    void valuesThatAreRefusedTouchNothing() {
      assertThatThrownBy(() -> helm.upgrade(TRIAL[0], Chart.values(folder, "{replicaCount: 2}")))
          .hasMessageContaining("replicaCount");

      assertThat(cluster.deeds()).isEmpty();
    }

    @Test
    void theTestIsAPodThatEndsWell() {
      helm.test();

      assertThat(cluster.deeds()).contains("create pods/kefu-test", "delete pods/kefu-test");
    }

    @Test
    void aTestThatFailsIsTold() {
      cluster.failing("kefu-test"::equals);

      assertThatThrownBy(helm::test).hasMessageContaining("kefu-test");
    }
  }

  private static HelmCommands helm(ApiServer api, Path folder) throws IOException {
    return HelmCommands.program(api, folder).orElseGet(() -> HelmCommands.embedded(api));
  }

  private Path[] with(String values) {
    return new Path[] {TRIAL[0], Chart.values(folder, values)};
  }

  /** The data of the secrets that the chart makes, by name. */
  private Map<String, JsonNode> secrets() {
    Map<String, JsonNode> secrets = new TreeMap<>();
    cluster.names("secrets").stream()
        .filter(name -> !name.startsWith("sh.helm"))
        .forEach(
            name -> secrets.put(name, cluster.get("secrets", name).orElseThrow().path("data")));
    return secrets;
  }

  private String level() {
    JsonNode env =
        cluster
            .get("deployments", "kefu-gateway")
            .orElseThrow()
            .at("/spec/template/spec/containers/0/env");
    for (JsonNode variable : env) {
      if (variable.path("name").asText().equals("QUARKUS_LOG_LEVEL")) {
        return variable.path("value").asText();
      }
    }
    return "";
  }
}
