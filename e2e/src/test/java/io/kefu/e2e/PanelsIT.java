package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.kefu.local.fleet.ServiceName;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each panel's query gives series on a real Prometheus that scrapes the fleet under traffic, and
 * what the deployment checks believe to be metrics ({@code metrics.txt}) is what the fleet tells.
 * Needs the program {@code prometheus}; run by {@code mvn -Ppanels verify -pl e2e -am}. The table
 * of panels and their series is written to {@code target/panels.md}.
 */
@Tag("panels")
class PanelsIT {

  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final List<String> TEXTS =
      List.of(
          "你好",
          "你们的充电桩保修多长时间?",
          "报警码E103是什么意思?",
          "请问恐龙是怎么灭绝的?",
          "转人工",
          "320kW双枪桩的防护等级是多少?",
          "帮我写一段介绍你们公司的话，谢谢，要求热情一些",
          "订单 SO20260001 到哪了");

  /** A query and how many series it gave. */
  private record Panel(String dashboard, String title, String expression) {}

  @Test
  void everyPanelShowsSomethingWhileTheFleetWorks() throws Exception {
    assumeTrue(Files.isExecutable(PROMETHEUS), "skipped: there is no " + PROMETHEUS);
    Path folder = E2e.root().resolve("e2e/target/panels");
    Files.createDirectories(folder);
    List<Panel> panels = panels();
    Map<Panel, Integer> series = new LinkedHashMap<>();
    try (Prometheus prometheus = Prometheus.start(folder);
        SimulatedWeChat weChat = new SimulatedWeChat(E2e.fleet().agentPort())) {

      Awaitility.await("series of all panels")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(3))
          .failFast("prometheus ended", () -> !prometheus.process.isAlive())
          .untilAsserted(
              () -> {
                talk(weChat);
                for (Panel panel : panels) {
                  int found = prometheus.series(panel.expression());
                  if (found > 0) {
                    series.put(panel, found);
                  }
                }
                assertThat(panels).filteredOn(panel -> !series.containsKey(panel)).isEmpty();
              });
    } finally {
      table(panels, series);
    }
  }

  @Test
  void theListOfMetricsIsWhatTheFleetTells() throws Exception {
    try (SimulatedWeChat weChat = new SimulatedWeChat(E2e.fleet().agentPort())) {
      Path list = E2e.root().resolve("deploy/src/test/resources/metrics.txt");
      Awaitility.await("all metrics of the list")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(3))
          .untilAsserted(
              () -> {
                talk(weChat);
                TreeSet<String> live = live();
                assertThat(live).containsAll(Files.readAllLines(list));
              });
    }
  }

  /** Names as Prometheus keeps them. */
  private static TreeSet<String> live() throws Exception {
    TreeSet<String> names = new TreeSet<>();
    names.add("up");
    for (ServiceName service : ServiceName.values()) {
      URI address = URI.create("http://127.0.0.1:" + E2e.fleet().service(service).port());
      get(address.resolve("/q/metrics"))
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> line.split("[{ ]", 2)[0])
          .forEach(names::add);
    }
    return names;
  }

  private static void talk(SimulatedWeChat weChat) {
    for (String text : TEXTS) {
      weChat.say(E2e.unique("m"), E2e.unique("wxid-panel"), text);
    }
    E2e.fleet().gateway().send("GET", "/api/v1/stats", null);
    E2e.fleet().gateway().send("GET", "/api/v1/customers", null);
  }

  private static List<Panel> panels() throws IOException {
    List<Panel> panels = new ArrayList<>();
    try (Stream<Path> files = Files.list(E2e.root().resolve("helm/kefu/dashboards"))) {
      for (Path file : files.sorted().toList()) {
        JsonNode dashboard = E2e.json(Files.readString(file));
        for (JsonNode panel : dashboard.path("panels")) {
          for (JsonNode target : panel.path("targets")) {
            panels.add(
                new Panel(
                    dashboard.path("title").asText(),
                    panel.path("title").asText(),
                    target
                        .path("expr")
                        .asText()
                        .replace("$__rate_interval", "1m")
                        .replace("$__range", "5m")));
          }
        }
      }
    }
    return panels;
  }

  private static void table(List<Panel> panels, Map<Panel, Integer> series) throws IOException {
    String rows =
        panels.stream()
            .map(
                panel ->
                    "| %s | %s | %d |"
                        .formatted(panel.dashboard(), panel.title(), series.getOrDefault(panel, 0)))
            .collect(Collectors.joining("\n"));
    String table = "| dashboard | panel | series |\n|---|---|---:|\n" + rows + "\n";
    Files.writeString(E2e.root().resolve("e2e/target/panels.md"), table);
    System.out.println(table);
  }

  private static String get(URI address) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        E2e.HTTP.send(
            HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  /** Prometheus as a program of its own, with the rules that are shipped. */
  private static final class Prometheus implements AutoCloseable {

    private final Process process;
    private final URI address;

    private Prometheus(Process process, URI address) {
      this.process = process;
      this.address = address;
    }

    static Prometheus start(Path folder) throws IOException {
      int port;
      try (ServerSocket free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
      StringBuilder config =
          new StringBuilder("global: {scrape_interval: 1s, evaluation_interval: 1s}\n")
              .append("rule_files: [")
              .append(E2e.root().resolve("helm/kefu/rules/kefu.yaml").toAbsolutePath())
              .append("]\nscrape_configs:\n  - job_name: kefu\n    metrics_path: /q/metrics\n")
              .append("    static_configs:\n");
      for (ServiceName service : ServiceName.values()) {
        config.append(
            "      - {targets: [\"127.0.0.1:%d\"], labels: {service: %s}}\n"
                .formatted(E2e.fleet().service(service).port(), service.id()));
      }
      Path file = Files.writeString(folder.resolve("prometheus.yml"), config);
      Process process =
          new ProcessBuilder(
                  PROMETHEUS.toString(),
                  "--config.file=" + file,
                  "--storage.tsdb.path=" + Files.createTempDirectory(folder, "data"),
                  "--web.listen-address=127.0.0.1:" + port)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("prometheus.log").toFile())
              .start();
      Prometheus prometheus = new Prometheus(process, URI.create("http://127.0.0.1:" + port));
      E2e.await("prometheus").ignoreExceptions().until(() -> prometheus.series("vector(1)") == 1);
      return prometheus;
    }

    /** How many series a query gives now; those that are no number do not count. */
    int series(String query) throws IOException, InterruptedException {
      JsonNode answer =
          E2e.json(
              get(
                  address.resolve(
                      "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))));
      int numbers = 0;
      for (JsonNode one : answer.at("/data/result")) {
        Optional<String> value = Optional.ofNullable(one.at("/value/1").asText(null));
        numbers += value.filter(text -> !text.equals("NaN")).isPresent() ? 1 : 0;
      }
      return numbers;
    }

    @Override
    public void close() {
      process.destroy();
      process.onExit().join();
    }
  }
}
