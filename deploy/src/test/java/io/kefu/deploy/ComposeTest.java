package io.kefu.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** {@code compose.yaml} holds together, as far as that can be seen without a Docker engine. */
class ComposeTest {

  private static final Path ROOT = Chart.REPOSITORY;
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?:(:[-?])([^}]*))?}");

  /** What {@code deploy/compose/init.sh} makes. */
  private static final List<String> MADE = List.of("deploy/compose/tls", "deploy/compose/s3.json");

  @TempDir Path folder;

  private final JsonNode compose = read(ROOT.resolve("compose.yaml"));

  @Test
  void everyVariableThatMustBeSetIsWrittenByInit() throws Exception {
    Map<String, String> env = initialised();

    assertThat(env.keySet()).containsAll(variables(":?"));
    assertThat(variables("")).as("set where they are used first").isSubsetOf(variables(":?"));
  }

  @Test
  void noSecretHasADefaultAndNoTwoAreEqual() throws Exception {
    Map<String, String> env = initialised();
    env.remove("KEFU_TENANT");

    assertThat(variables(":-")).noneMatch(name -> name.matches(".*(SECRET|PASSWORD|_DB_|KEYS).*"));
    assertThat(env.values()).doesNotHaveDuplicates().allMatch(value -> value.length() >= 32);
  }

  @Test
  void initKeepsWhatIsThere() throws Exception {
    Map<String, String> first = initialised();

    assertThat(initialised()).isEqualTo(first);
  }

  @Test
  void everyFileThatIsMountedIsThere() {
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, JsonNode> service : compose.path("services").properties()) {
      for (JsonNode volume : service.getValue().path("volumes")) {
        String source = volume.asText().replaceAll("\\$\\{\\w+:-([^}]*)}", "$1").split(":")[0];
        if (source.startsWith("./")
            && !MADE.contains(source.substring(2))
            && !Files.exists(ROOT.resolve(source))) {
          missing.add(service.getKey() + " " + source);
        } else if (!source.startsWith("./") && !source.startsWith("/")) {
          assertThat(compose.path("volumes").has(source)).as(source).isTrue();
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyImageOfOursCanBeBuilt() {
    for (Map.Entry<String, JsonNode> service : compose.path("services").properties()) {
      String image = service.getValue().path("image").asText();
      assertThat(image).as(service.getKey()).isNotEmpty().doesNotEndWith(":latest");
      Matcher ours = Pattern.compile("\\$\\{KEFU_IMAGES[^}]*}/([\\w-]+):.*").matcher(image);
      if (ours.matches() && !ours.group(1).equals("tools")) {
        assertThat(ROOT.resolve("services/" + ours.group(1) + "/pom.xml")).exists();
      }
    }
    for (String file : List.of("jvm", "tools", "native")) {
      assertThat(ROOT.resolve("deploy/docker/" + file + ".Dockerfile")).exists();
    }
  }

  @Test
  void everythingOfOursIsConfinedAndProbed() {
    for (Map.Entry<String, JsonNode> service : compose.path("services").properties()) {
      JsonNode facts = service.getValue();
      if (facts.path("image").asText().contains("KEFU_IMAGES")) {
        assertThat(facts.path("read_only").asBoolean()).as(service.getKey()).isTrue();
        assertThat(facts.path("cap_drop").path(0).asText()).isEqualTo("ALL");
        assertThat(facts.has("mem_limit")).as(service.getKey()).isTrue();
        assertThat(facts.has("healthcheck") || facts.has("profiles")).as(service.getKey()).isTrue();
      }
    }
    assertThat(compose.path("networks").path("inside").path("internal").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"200, 0", "503, 1"})
  void theProbeTellsTheTruth(int status, int exit) throws Exception {
    HttpServer service =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/q/health/ready",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    service.start();
    try {
      List<String> command = new ArrayList<>();
      compose.at("/services/gateway/healthcheck/test").forEach(word -> command.add(word.asText()));
      command.removeFirst();
      command.replaceAll(word -> word.replace("8080", "" + service.getAddress().getPort()));

      int code = run(new ProcessBuilder(command));

      assertThat(code == 0 ? 0 : 1).isEqualTo(exit);
    } finally {
      service.stop(0);
    }
  }

  @Test
  void eachNightHasOneBackupAlsoAfterOneThatFailed() throws Exception {
    Path programs = Files.createDirectory(folder.resolve("bin"));
    Path said = folder.resolve("said");
    script(programs.resolve("java"), "echo backup \"$@\" >> " + said + "; exit 1");
    // The third night ends the script.
    script(
        programs.resolve("sleep"),
        "echo sleep $1 >> " + said + "; test $(grep -c sleep " + said + ") -lt 3 || kill $PPID");
    ProcessBuilder nightly =
        new ProcessBuilder("sh", ROOT.resolve("deploy/compose/backup/nightly.sh").toString());
    nightly.environment().merge("PATH", "", (path, none) -> programs + ":" + path);

    run(nightly);

    List<String> lines = Files.readAllLines(said);
    assertThat(lines).hasSize(5);
    assertThat(lines.get(1)).startsWith("backup").endsWith("backup create --keep 14");
    assertThat(Long.parseLong(lines.getFirst().substring("sleep ".length()))).isBetween(1L, 86400L);
  }

  @Test
  void promtoolAcceptsTheConfigurationOfPrometheus() throws Exception {
    Path promtool = Tool.require("promtool", "prometheus");
    String config =
        Files.readString(ROOT.resolve("deploy/compose/prometheus/prometheus.yml"))
            .replace("/etc/prometheus/rules/", ROOT.resolve("helm/kefu/rules") + "/");

    String said =
        Tool.run(
            folder,
            promtool,
            "check",
            "config",
            Files.writeString(folder.resolve("prometheus.yml"), config));

    assertThat(said).contains("SUCCESS").contains("rules found");
  }

  @Test
  void prometheusAsksEveryServiceOfOurs() {
    JsonNode targets =
        read(ROOT.resolve("deploy/compose/prometheus/prometheus.yml"))
            .at("/scrape_configs/0/static_configs");
    TreeSet<String> asked = new TreeSet<>();
    targets.forEach(target -> asked.add(target.at("/labels/service").asText()));

    TreeSet<String> services = new TreeSet<>();
    for (Map.Entry<String, JsonNode> service : compose.path("services").properties()) {
      if (service.getValue().has("healthcheck")
          && service.getValue().path("image").asText().contains("KEFU_IMAGES")) {
        services.add(service.getKey());
      }
    }
    assertThat(asked).isEqualTo(services).hasSize(6);
  }

  /** Runs init.sh in a copy of what it needs and gives .env. */
  private Map<String, String> initialised() throws Exception {
    Tool.require("openssl", "openssl");
    Path script = folder.resolve("deploy/compose/init.sh");
    if (Files.notExists(script)) {
      Files.createDirectories(script.getParent());
      Files.copy(ROOT.resolve("deploy/compose/init.sh"), script);
    }
    Tool.run(folder, "bash", script, "acme", "kefu.example.com");
    Map<String, String> env = new TreeMap<>();
    try (Stream<String> lines = Files.lines(folder.resolve(".env"))) {
      lines.map(line -> line.split("=", 2)).forEach(pair -> env.put(pair[0], pair[1]));
    }
    return env;
  }

  /** Variables that compose.yaml asks for in a way: {@code :?}, {@code :-} or nothing. */
  private static TreeSet<String> variables(String way) {
    TreeSet<String> names = new TreeSet<>();
    try {
      Matcher matcher = VARIABLE.matcher(Files.readString(ROOT.resolve("compose.yaml")));
      while (matcher.find()) {
        if (way.equals(matcher.group(2) == null ? "" : matcher.group(2))) {
          names.add(matcher.group(1));
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return names;
  }

  private static int run(ProcessBuilder program) throws IOException, InterruptedException {
    Process process = program.redirectErrorStream(true).start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** Jackson's own reader does not merge {@code <<}. */
  private static JsonNode read(Path file) {
    try {
      return new ObjectMapper().valueToTree(new Yaml().load(Files.readString(file)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
