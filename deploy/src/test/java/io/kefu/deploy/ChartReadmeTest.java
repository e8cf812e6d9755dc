package io.kefu.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The chart's README lists every value with its default and what {@code values.yaml} says of it.
 * Run with {@code -Dkefu.manifests=write} to write it anew.
 */
class ChartReadmeTest {

  private static final Path VALUES = Chart.FOLDER.resolve("values.yaml");
  private static final Path README = Chart.FOLDER.resolve("README.md");
  private static final Pattern LINE = Pattern.compile("( *)([A-Za-z][A-Za-z0-9-]*):(?: (.*))?");

  /**
   * One value.
   *
   * @param path keys with points between
   * @param standard its default, as it stands in the file
   * @param words what is said of it
   */
  private record Value(String path, String standard, String words) {}

  private record Open(int indent, String path, String words) {}

  @Test
  void theReadmeIsCurrent() throws IOException {
    String made = readme();
    if ("write".equals(System.getProperty("kefu.manifests"))) {
      Files.writeString(README, made);
    }

    String committed = Files.readString(README);

    assertThat(committed).isEqualTo(made);
  }

  @Test
  void everyValueOfTheSchemaIsInIt() throws IOException {
    Set<String> listed = new TreeSet<>();
    values().forEach(value -> listed.add(value.path().split("\\.", 2)[0]));
    JsonNode schema =
        new ObjectMapper().readTree(Chart.FOLDER.resolve("values.schema.json").toFile());

    Set<String> known = new TreeSet<>();
    schema.path("properties").fieldNames().forEachRemaining(known::add);
    known.remove("global");

    assertThat(listed).isEqualTo(known);
  }

  private static String readme() throws IOException {
    JsonNode chart =
        new ObjectMapper(new YAMLFactory()).readTree(Chart.FOLDER.resolve("Chart.yaml").toFile());
    StringBuilder text = new StringBuilder();
    text.append("# Chart ").append(chart.path("name").asText()).append("\n\n");
    text.append(chart.path("description").asText()).append("\n\n");
    text.append(
        """
        ```console
        helm install kefu helm/kefu -n kefu --create-namespace -f helm/kefu/values-small.yaml   # a trial, everything inside
        helm install kefu helm/kefu -n kefu --create-namespace -f helm/kefu/values-standard.yaml -f my-values.yaml
        helm test kefu -n kefu
        ```

        How to install, scale, upgrade and restore: `docs/install.md`, `docs/operate.md`, `docs/backup.md`. Unknown values are
        refused (`values.schema.json`), and values that cannot work together are refused with words.

        This page is made from `values.yaml` by `ChartReadmeTest` of `deploy/` (`-Dkefu.manifests=write`).

        | value | default | |
        |---|---|---|
        """);
    for (Value value : values()) {
      text.append(
          "| `%s` | `%s` | %s |\n".formatted(value.path(), value.standard(), value.words()));
    }
    return text.toString();
  }

  private static List<Value> values() throws IOException {
    List<Value> values = new ArrayList<>();
    Deque<Open> open = new ArrayDeque<>();
    List<String> comment = new ArrayList<>();
    Iterator<String> lines = Files.readAllLines(VALUES).iterator();
    while (lines.hasNext()) {
      String line = lines.next();
      String bare = line.strip();
      if (bare.startsWith("#")) {
        if (!bare.startsWith("# ---")) {
          comment.add(bare.substring(1).strip());
        } else {
          comment.clear();
        }
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (bare.isEmpty() || !matcher.matches()) {
        comment.clear();
        continue;
      }
      int indent = matcher.group(1).length();
      while (!open.isEmpty() && open.peek().indent() >= indent) {
        open.pop();
      }
      String path = (open.isEmpty() ? "" : open.peek().path() + '.') + matcher.group(2);
      String words = String.join(" ", comment).replace("|", "\\|").replace("<", "&lt;");
      comment.clear();
      String value = matcher.group(3);
      if (value == null || value.isBlank()) {
        open.push(new Open(indent, path, words));
      } else {
        // What is said of a group is said at the first value of it.
        String group = open.isEmpty() ? "" : open.pop().words();
        if (!path.equals(matcher.group(2))) {
          open.push(new Open(indent - 2, path.substring(0, path.lastIndexOf('.')), ""));
        }
        values.add(new Value(path, value.strip(), (group + " " + words).strip()));
      }
    }
    return values;
  }
}
