package io.kefu.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The chart as Helm renders it, without a cluster. */
final class Chart {

  static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  static final Path FOLDER = REPOSITORY.resolve("helm/kefu");

  /** The oldest Kubernetes the chart promises to run on. */
  private static final String KUBERNETES = "1.31.0";

  /** Stands for {@code helm.sh/hook} in the copy that is rendered. */
  static final String HOOK = "kefu.io/hook";

  private static final Path COPY = copy();

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private Chart() {}

  /**
   * Renders it as {@code helm template kefu -n kefu} does, hooks as ordinary objects: the embedded
   * Helm leaves hooks out, and half of what can be wrong is in them.
   *
   * @param values files of values, later ones win
   * @throws RuntimeException with Helm's words when it refuses
   */
  static String render(Path... values) {
    ClusterStub.running();
    var command =
        new Helm(COPY)
            .template()
            .withName("kefu")
            .withNamespace("kefu")
            .withKubeVersion(KUBERNETES);
    Arrays.stream(values).forEach(command::withValuesFile);
    return command.call();
  }

  /** The objects of a rendering, in its order. */
  static List<JsonNode> objects(String rendered) {
    List<JsonNode> objects = new ArrayList<>();
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(rendered)) {
      while (documents.hasNextValue()) {
        JsonNode document = documents.nextValue();
        if (document.isObject() && !document.isEmpty()) {
          objects.add(document);
        }
      }
    } catch (IOException e) {
      throw new AssertionError("the rendering is no YAML: " + e.getMessage(), e);
    }
    return objects;
  }

  /** A file of values with this content. */
  static Path values(Path folder, String yaml) {
    try {
      Path file = Files.createTempFile(folder, "values", ".yaml");
      return Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Path copy() {
    try {
      Path copy = Files.createTempDirectory("kefu-chart");
      try (Stream<Path> files = Files.walk(FOLDER)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path target = copy.resolve(FOLDER.relativize(file).toString());
          Files.createDirectories(target.getParent());
          Files.writeString(target, Files.readString(file).replace("helm.sh/hook", HOOK));
          target.toFile().deleteOnExit();
        }
      }
      return copy;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Values that ship with the chart: small, standard or large. */
  static Path shipped(String size) {
    return FOLDER.resolve("values-" + size + ".yaml");
  }
}
