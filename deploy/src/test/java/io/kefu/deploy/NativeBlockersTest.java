package io.kefu.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What made native executables fail before, found in the sources: files that are read while a
 * program runs but are not in the executable, state that would be frozen into it while it is built,
 * and reflection that no registration knows. The augmentation itself is {@code
 * deploy/native-sources.sh}; records and enums register themselves (chassis, {@code
 * JsonRegistration}). rag-service has no native executable
 * (docs/adr/0110-rag-service-on-the-jvm.md).
 */
class NativeBlockersTest {

  private static final Path SERVICES = Chart.REPOSITORY.resolve("services");

  private static final Pattern READS =
      Pattern.compile(
          "getResource(?:AsStream)?\\(\\s*(?:\"(?<text>[^\"]+)\"|(?<name>[A-Z_]+|\\w+))");

  /** Made while the executable is built, the same for every run of it, or not allowed there. */
  private static final Pattern FROZEN =
      Pattern.compile(
          "static\\s+(?:final\\s+)?[\\w<>\\[\\], ?]+\\s\\w+\\s*=\\s*[^;]*?"
              + "(new SecureRandom|new Random|ThreadLocalRandom\\.current|UUID\\.randomUUID"
              + "|Instant\\.now|System\\.(?:nanoTime|currentTimeMillis|getenv|getProperty)"
              + "|Executors\\.new|new Thread\\(|HttpClient\\.new|InetAddress\\.get)");

  private static final Pattern REFLECTION =
      Pattern.compile(
          "Class\\.forName\\(|Proxy\\.newProxyInstance\\(|\\.getDeclaredConstructor\\(");

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "message-service", "ai-service", "erp-sync", "stats"})
  void everyFileThatIsReadIsInTheExecutable(String service) throws IOException {
    List<PathMatcher> included = included(service);
    List<String> missing = new ArrayList<>();
    for (Path source : sources(service)) {
      String code = Files.readString(source);
      Matcher reads = READS.matcher(code);
      while (reads.find()) {
        String file =
            reads.group("text") != null ? reads.group("text") : constant(code, reads.group("name"));
        // A name that is put together, or a method's argument: its beginning must be included.
        Path path = Path.of(file == null ? "?" : file.replaceFirst("^/", ""));
        if (file != null && included.stream().noneMatch(pattern -> matches(pattern, path))) {
          missing.add(source.getFileName() + ": " + file);
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"chassis", "gateway", "message-service", "ai-service", "erp-sync", "stats"})
  void nothingIsFrozenWhileTheExecutableIsBuilt(String service) throws IOException {
    assertThat(found(service, FROZEN)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"chassis", "gateway", "message-service", "ai-service", "erp-sync", "stats"})
  void nothingIsLookedUpByItsName(String service) throws IOException {
    assertThat(found(service, REFLECTION)).isEmpty();
  }

  private static List<String> found(String service, Pattern pattern) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path source : sources(service)) {
      Matcher matcher = pattern.matcher(Files.readString(source));
      while (matcher.find()) {
        found.add(source.getFileName() + ": " + matcher.group());
      }
    }
    return found;
  }

  private static List<PathMatcher> included(String service) throws IOException {
    Properties properties = new Properties();
    try (var file =
        Files.newBufferedReader(
            SERVICES.resolve(service + "/src/main/resources/application.properties"))) {
      properties.load(file);
    }
    return Arrays.stream(properties.getProperty("quarkus.native.resources.includes", "").split(","))
        .filter(glob -> !glob.isBlank())
        .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob.strip()))
        .toList();
  }

  /** A folder's name ends with a slash in the code; any file of it will do. */
  private static boolean matches(PathMatcher pattern, Path path) {
    return pattern.matches(path)
        || pattern.matches(path.resolve("a.txt"))
        || pattern.matches(path.resolve("a.json"));
  }

  /** The text of a constant; null for what is no constant of the class. */
  private static String constant(String code, String name) {
    Matcher value =
        Pattern.compile("String " + Pattern.quote(name) + "\\s*=\\s*\"([^\"]+)\"").matcher(code);
    return value.find() ? value.group(1) : null;
  }

  private static List<Path> sources(String service) throws IOException {
    try (Stream<Path> files = Files.walk(SERVICES.resolve(service + "/src/main/java"))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
