package io.kefu.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.contracts.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every installation renders to objects that Kubernetes would take and that hold together. */
class ChartMatrixTest {

  @TempDir Path folder;

  static Stream<String> installations() {
    return Installations.all().keySet().stream();
  }

  private List<JsonNode> objects(String name) {
    Installations.Installation installation = Installations.all().get(name);
    List<Path> values = new ArrayList<>();
    if (installation.size() != null) {
      values.add(Chart.shipped(installation.size()));
    }
    if (!installation.own().isEmpty()) {
      values.add(Chart.values(folder, installation.own()));
    }
    return Chart.objects(Chart.render(values.toArray(Path[]::new)));
  }

  @ParameterizedTest
  @MethodSource("installations")
  void everyObjectHasOnlyFieldsThatKubernetesKnows(String name) {
    List<JsonNode> objects = objects(name);

    assertThat(objects).hasSizeGreaterThan(20);
    assertThat(objects).allSatisfy(object -> assertThat(ObjectSchema.faults(object)).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("installations")
  void everyPodIsRestricted(String name) {
    List<JsonNode> pods = objects(name).stream().flatMap(Pods::of).toList();

    assertThat(pods).hasSizeGreaterThan(6);
    assertThat(pods).allSatisfy(pod -> assertThat(PodSecurity.violations(pod)).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("installations")
  void whatIsReferredToIsThere(String name) {
    List<JsonNode> objects = objects(name);
    Set<String> external =
        Set.of(
            "Secret/database",
            "Secret/kafka",
            "Secret/redis",
            "Secret/s3",
            "Secret/root",
            "Secret/mine",
            "Secret/mine-too",
            "Secret/qwen",
            "Secret/backup",
            "ConfigMap/database-ca",
            "ConfigMap/kafka-ca",
            "PersistentVolumeClaim/files");
    Set<String> there = new HashSet<>(external);
    objects.forEach(
        object ->
            there.add(
                object.path("kind").asText()
                    + "/"
                    + object.path("metadata").path("name").asText()));

    Set<String> missing = new HashSet<>(References.of(objects));
    missing.removeAll(there);

    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("installations")
  void selectorsFindExactlyTheirPods(String name) {
    List<JsonNode> objects = objects(name);

    for (JsonNode service : objects) {
      if (!service.path("kind").asText().equals("Service")) {
        continue;
      }
      JsonNode selector = service.path("spec").path("selector");
      List<JsonNode> found =
          objects.stream()
              .filter(
                  owner ->
                      Set.of("Deployment", "StatefulSet").contains(owner.path("kind").asText()))
              .filter(
                  owner ->
                      Pods.matches(
                          selector,
                          owner.path("spec").path("template").path("metadata").path("labels")))
              .toList();

      assertThat(found).as(service.path("metadata").path("name").asText()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("installations")
  void noServiceIsScaledByTwo(String name) {
    List<String> scaled =
        objects(name).stream()
            .filter(
                object ->
                    Set.of("HorizontalPodAutoscaler", "ScaledObject")
                        .contains(object.path("kind").asText()))
            .map(object -> object.path("spec").path("scaleTargetRef").path("name").asText())
            .toList();

    assertThat(scaled).doesNotHaveDuplicates();
  }

  @Test
  void theTopicsOfTheContractsAreMade() {
    String job =
        objects("standard").stream()
            .filter(object -> object.path("metadata").path("name").asText().equals("kefu-topics"))
            .findFirst()
            .orElseThrow()
            .toString();

    assertThat(job).contains("for topic in " + String.join(" ", Topics.ALL) + ";");
  }
}
