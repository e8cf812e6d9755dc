package io.kefu.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The plain manifests in {@code k8s/} are what the chart renders. Run with {@code
 * -Dkefu.manifests=write} to write them anew.
 */
class ManifestsTest {

  private static final Path MANIFESTS = Chart.REPOSITORY.resolve("k8s");

  private static final String HEAD =
      """
      # Rendered from helm/kefu: run ManifestsTest of deploy/ with -Dkefu.manifests=write
      # Fill in the secrets named by existingSecret; secrets are never part of these files.
      """;

  @ParameterizedTest
  @ValueSource(strings = {"small", "standard"})
  void manifestsAreCurrent(String size) throws IOException {
    Path file = MANIFESTS.resolve("kefu-" + size + ".yaml");
    String rendered =
        HEAD
            + Chart.render(Chart.shipped(size), MANIFESTS.resolve("values-" + size + ".yaml"))
                .lines()
                // Jobs are plain jobs here: they wait for what they need.
                .filter(line -> !line.contains(Chart.HOOK))
                .collect(Collectors.joining("\n", "", "\n"));
    if ("write".equals(System.getProperty("kefu.manifests"))) {
      Files.writeString(file, rendered);
    }

    List<String> committed = Files.readAllLines(file);

    assertThat(committed).isEqualTo(rendered.lines().toList());
  }
}
