package io.kefu.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Grafana's dashboards, made from the short descriptions in {@code deploy/dashboards}. */
final class Dashboards {

  static final Path SOURCES = Chart.REPOSITORY.resolve("deploy/dashboards");
  static final Path MADE = Chart.REPOSITORY.resolve("helm/kefu/dashboards");

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final int COLUMNS = 24;
  private static final int WIDTH = 12;
  private static final int HEIGHT = 8;
  private static final int STAT_WIDTH = 6;
  private static final int STAT_HEIGHT = 4;

  /**
   * A query of a panel.
   *
   * @param dashboard its name
   * @param panel the panel's title
   * @param expression PromQL, with Grafana's variables
   */
  record Query(String dashboard, String panel, String expression) {

    /** As Prometheus understands it. */
    String plain(String range) {
      return expression
          .replace("$__rate_interval", range)
          .replace("$__range", range)
          .replace("$__interval", range);
    }

    @Override
    public String toString() {
      return dashboard + ": " + panel;
    }
  }

  private Dashboards() {}

  /** Names of all dashboards. */
  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files
          .map(file -> file.getFileName().toString().replace(".yaml", ""))
          .sorted()
          .toList();
    }
  }

  /** All queries of all dashboards. */
  static List<Query> queries() throws IOException {
    List<Query> queries = new ArrayList<>();
    for (String name : names()) {
      for (JsonNode panel : source(name).path("panels")) {
        panel
            .path("queries")
            .forEach(
                query ->
                    queries.add(new Query(name, panel.path("title").asText(), query.asText())));
      }
    }
    return queries;
  }

  private static JsonNode source(String name) throws IOException {
    return YAML.readTree(Files.readString(SOURCES.resolve(name + ".yaml")));
  }

  /** A dashboard as Grafana reads it. */
  static String json(String name) throws IOException {
    JsonNode source = source(name);
    ObjectNode dashboard = JSON.createObjectNode();
    dashboard.put("uid", source.path("uid").asText());
    dashboard.put("title", source.path("title").asText());
    dashboard.putArray("tags").add("kefu");
    dashboard.put("schemaVersion", 41);
    dashboard.put("editable", false);
    dashboard.put("refresh", "30s");
    dashboard.putObject("time").put("from", "now-6h").put("to", "now");
    ObjectNode variable = dashboard.putObject("templating").putArray("list").addObject();
    variable.put("name", "datasource").put("type", "datasource").put("query", "prometheus");
    ArrayNode panels = dashboard.putArray("panels");
    int x = 0;
    int y = 0;
    int rowHeight = 0;
    for (JsonNode panel : source.path("panels")) {
      boolean stat = panel.path("type").asText("timeseries").equals("stat");
      int width = stat ? STAT_WIDTH : WIDTH;
      int height = stat ? STAT_HEIGHT : HEIGHT;
      if (x + width > COLUMNS || rowHeight != 0 && rowHeight != height) {
        x = 0;
        y += rowHeight;
        rowHeight = 0;
      }
      panels.add(panel(panel, panels.size() + 1, stat, x, y, width, height));
      x += width;
      rowHeight = height;
    }
    return JSON.writeValueAsString(dashboard) + "\n";
  }

  private static ObjectNode panel(
      JsonNode source, int id, boolean stat, int x, int y, int width, int height) {
    ObjectNode panel = JSON.createObjectNode();
    panel.put("id", id);
    panel.put("type", stat ? "stat" : "timeseries");
    panel.put("title", source.path("title").asText());
    panel.putObject("gridPos").put("x", x).put("y", y).put("w", width).put("h", height);
    panel.putObject("datasource").put("type", "prometheus").put("uid", "${datasource}");
    ObjectNode defaults = panel.putObject("fieldConfig").putObject("defaults");
    defaults.put("unit", source.path("unit").asText("short"));
    if (source.path("unit").asText().equals("percentunit")) {
      defaults.put("min", 0).put("max", 1);
    }
    panel.withObject("/fieldConfig").putArray("overrides");
    ArrayNode targets = panel.putArray("targets");
    source
        .path("queries")
        .properties()
        .forEach(
            query -> {
              ObjectNode target = targets.addObject();
              target.put("refId", String.valueOf((char) ('A' + targets.size() - 1)));
              target.put("expr", query.getValue().asText());
              target.put("legendFormat", query.getKey());
              target.put("instant", stat);
              target.put("range", !stat);
            });
    return panel;
  }
}
