package io.kefu.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images are built as they are run, and run as nobody. */
class DockerfileTest {

  private static final Path FOLDER = Chart.REPOSITORY.resolve("deploy/docker");

  /** Options that an AOT cache is bound to: the JVM leaves one of others aside without a word. */
  private static final Pattern BINDING =
      Pattern.compile("-XX:\\+Use\\w+GC|--add-modules\"?,? ?\"?[\\w.]+");

  @Test
  void theCacheIsMadeUnderTheOptionsItIsUsedUnder() throws IOException {
    String file = read("jvm");

    TreeSet<String> made = binding(between(file, "-XX:AOTCacheOutput", "-jar"));
    TreeSet<String> used =
        binding(between(file, "JAVA_TOOL_OPTIONS=", "\n") + between(file, "ENTRYPOINT", "\n"));

    assertThat(made).isEqualTo(used).hasSize(2);
    assertThat(file).contains("-jar /opt/kefu/quarkus-run.jar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "native", "tools"})
  void whatRunsIsNobodyInAnImageThatWasMadeInStages(String name) throws IOException {
    List<String> lines = read(name).lines().toList();
    int last = lastIndex(lines, "FROM ");

    assertThat(last).isPositive();
    assertThat(lines.subList(last, lines.size())).contains("USER 10001:10001");
    assertThat(lines).noneMatch(line -> line.matches("FROM \\S+:latest.*|ADD https?:.*"));
    assertThat(lines)
        .filteredOn(line -> line.startsWith("COPY --from"))
        .as("what is run is root's, so that it cannot be changed")
        .filteredOn(line -> lines.indexOf(line) > last)
        .allMatch(line -> line.contains("--chown=0:0"));
  }

  @Test
  void theToolsAreWhatTheirModulePackages() throws IOException {
    String pom = Files.readString(Chart.REPOSITORY.resolve("local/pom.xml"));

    assertThat(pom).contains("<artifactId>kefu-local</artifactId>");
    assertThat(read("tools")).contains("/src/local/target/lib/").contains("io.kefu.local.Main");
    assertThat(Chart.REPOSITORY.resolve("local/src/main/java/io/kefu/local/Main.java")).exists();
  }

  private static int lastIndex(List<String> lines, String beginning) {
    int last = -1;
    for (int i = 0; i < lines.size(); i++) {
      last = lines.get(i).startsWith(beginning) ? i : last;
    }
    return last;
  }

  private static TreeSet<String> binding(String options) {
    TreeSet<String> found = new TreeSet<>();
    BINDING
        .matcher(options)
        .results()
        .map(MatchResult::group)
        .map(option -> option.replaceAll("[\", ]+", " "))
        .forEach(found::add);
    return found;
  }

  private static String between(String text, String begin, String end) {
    int from = text.lastIndexOf(begin);
    return text.substring(from, text.indexOf(end, from));
  }

  private static String read(String name) throws IOException {
    return Files.readString(FOLDER.resolve(name + ".Dockerfile"));
  }
}
