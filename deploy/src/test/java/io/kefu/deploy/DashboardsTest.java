package io.kefu.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Dashboards, alerts and recording rules ask for metrics that the services have. The list of
 * metrics, {@code metrics.txt}, is what a fleet under traffic told (PanelsIT of e2e compares it
 * with a live one). Run with {@code -Dkefu.dashboards=write} to make the dashboards anew.
 */
class DashboardsTest {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Path RULES = Chart.FOLDER.resolve("rules/kefu.yaml");
  private static final Path RUNBOOKS = Chart.REPOSITORY.resolve("docs/runbooks");

  /** Names of PromQL; what is followed by a bracket or stands in quotes or braces is none. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

  private static final Set<String> WORDS =
      Set.of(
          "by",
          "without",
          "on",
          "ignoring",
          "group_left",
          "group_right",
          "and",
          "or",
          "unless",
          "offset",
          "bool",
          "m",
          "s",
          "h",
          "d",
          "w",
          "y",
          "ms");

  @TempDir Path folder;

  static List<String> names() throws IOException {
    return Dashboards.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void dashboardsAreCurrent(String name) throws IOException {
    Path file = Dashboards.MADE.resolve(name + ".json");
    if ("write".equals(System.getProperty("kefu.dashboards"))) {
      Files.writeString(file, Dashboards.json(name));
    }

    String committed = Files.readString(file);

    assertThat(committed).isEqualTo(Dashboards.json(name));
  }

  @Test
  void thereAreSixAndEachHasItsOwnIdAndTitles() throws IOException {
    Set<String> ids = new HashSet<>();
    for (String name : names()) {
      JsonNode dashboard = new ObjectMapper().readTree(Dashboards.json(name));
      assertThat(ids.add(dashboard.path("uid").asText())).isTrue();
      Set<String> titles = new HashSet<>();
      for (JsonNode panel : dashboard.path("panels")) {
        assertThat(titles.add(panel.path("title").asText())).isTrue();
        assertThat(panel.path("targets")).isNotEmpty();
      }
    }
    assertThat(ids).hasSize(6);
  }

  @Test
  void everyMetricThatIsAskedForIsKnown() throws IOException {
    Set<String> known =
        new HashSet<>(Files.readAllLines(Path.of("src/test/resources/metrics.txt")));
    known.addAll(rare());
    Set<String> unknown = new TreeSet<>();
    JsonNode rules = YAML.readTree(Files.readString(RULES));
    for (JsonNode group : rules.path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        if (rule.has("record")) {
          known.add(rule.path("record").asText());
        }
      }
    }
    for (JsonNode group : rules.path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        lacking(rule.path("expr").asText(), known, unknown);
      }
    }
    for (Dashboards.Query query : Dashboards.queries()) {
      lacking(query.plain("5m"), known, unknown);
    }

    assertThat(unknown).isEmpty();
  }

  /** Metrics that a healthy fleet does not tell: their meters are in the code that is named. */
  private static Set<String> rare() throws IOException {
    Set<String> names = new HashSet<>();
    for (String line : Files.readAllLines(Path.of("src/test/resources/metrics-rare.txt"))) {
      String[] words = line.split(" ", 3);
      assertThat(Files.readString(Chart.REPOSITORY.resolve(words[2])))
          .contains('"' + words[1] + '"');
      names.add(words[0]);
    }
    return names;
  }

  private static void lacking(String expression, Set<String> known, Set<String> unknown) {
    String bare =
        expression
            .replaceAll("\"[^\"]*\"", "")
            .replaceAll("\\{[^}]*}", "")
            .replaceAll("\\[[^\\]]*]", "")
            .replaceAll("\\b(by|without|on|ignoring)\\s*\\([^)]*\\)", "");
    Matcher names = NAME.matcher(bare);
    while (names.find()) {
      String name = names.group();
      boolean function = bare.substring(names.end()).stripLeading().startsWith("(");
      boolean digitsBefore = names.start() > 0 && Character.isDigit(bare.charAt(names.start() - 1));
      if (!function && !digitsBefore && !WORDS.contains(name) && !known.contains(name)) {
        unknown.add(name);
      }
    }
  }

  @Test
  void everyAlertHasItsPageAndEveryPageItsAlert() throws IOException {
    Set<String> alerts = new TreeSet<>();
    for (JsonNode group : YAML.readTree(Files.readString(RULES)).path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        if (rule.has("alert")) {
          String alert = rule.path("alert").asText();
          alerts.add(alert);
          String link = rule.at("/annotations/runbook_url").asText();
          assertThat(link).isEqualTo("docs/runbooks/" + alert + ".md");
          assertThat(Files.readString(Chart.REPOSITORY.resolve(link)))
              .startsWith("# " + alert)
              .contains("**What:**", "**Impact:**", "## Look", "## Do");
          assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
        }
      }
    }
    try (Stream<Path> pages = Files.list(RUNBOOKS)) {
      assertThat(pages.map(page -> page.getFileName().toString().replace(".md", "")))
          .containsExactlyInAnyOrderElementsOf(alerts);
    }
  }

  @Test
  void everyAlertIsTested() throws IOException {
    Set<String> tested = new HashSet<>();
    for (JsonNode test :
        YAML.readTree(Files.readString(Path.of("src/test/resources/alerts/kefu_test.yaml")))
            .path("tests")) {
      for (JsonNode one : test.path("alert_rule_test")) {
        if (!one.path("exp_alerts").isEmpty()) {
          tested.add(one.path("alertname").asText());
        }
      }
    }

    for (JsonNode group : YAML.readTree(Files.readString(RULES)).path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        if (rule.has("alert")) {
          assertThat(tested).contains(rule.path("alert").asText());
        }
      }
    }
  }

  @Test
  void alertsFireWhenTheyShould() throws Exception {
    Path promtool = Tool.require("promtool", "prometheus");

    Tool.run(folder, promtool, "check", "rules", RULES);
    String said =
        Tool.run(folder, promtool, "test", "rules", "src/test/resources/alerts/kefu_test.yaml");

    assertThat(said).contains("SUCCESS");
  }

  @Test
  void everyPanelsQueryIsPromql() throws Exception {
    Path promtool = Tool.require("promtool", "prometheus");
    ObjectNode group = YAML.createObjectNode().put("name", "panels");
    ArrayNode rules = group.putArray("rules");
    for (Dashboards.Query query : Dashboards.queries()) {
      rules
          .addObject()
          .put("record", "panel:" + rules.size() + ":x")
          .put("expr", query.plain("5m"));
    }
    ObjectNode file = YAML.createObjectNode();
    file.putArray("groups").add(group);
    Path made = Files.writeString(folder.resolve("panels.yaml"), YAML.writeValueAsString(file));

    String said = Tool.run(folder, promtool, "check", "rules", made);

    assertThat(said).contains("SUCCESS: " + rules.size() + " rules found");
  }
}
