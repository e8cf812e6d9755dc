package io.kefu.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./kefu} itself, in a copy of its own with a Maven that only tells how it was called. */
@Timeout(60)
class ScriptTest {

  @TempDir Path folder;
  private Path script;
  private Path tools;

  private record Run(int code, String out, String err) {}

  @BeforeEach
  void copy() throws IOException {
    Path repository = Files.createDirectories(folder.resolve("a repository"));
    script = repository.resolve("kefu");
    Files.copy(Path.of(System.getProperty("kefu.root"), "kefu"), script);
    executable(script);
    tools = Files.createDirectories(folder.resolve("tools"));
    program(
        tools.resolve("mvn"),
        "echo \"JAVA_HOME=$JAVA_HOME\"; for a in \"$@\"; do echo \"<$a>\"; done; exit 7");
  }

  @Test
  void tellsWhatItCanDoWithoutAnyJdk() throws Exception {
    // When
    Run run = run(Map.of("JAVA_HOME", "/nowhere at all"), "--help");

    // Then
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("up", "chat", "status", "down", "dlq", "test", "load", "fault");
  }

  @Test
  void passesArgumentsAndExitCodeThroughUnchanged() throws Exception {
    // When
    Run run = run(Map.of("JAVA_HOME", System.getProperty("java.home")), "test", "-Dx=a  b", "*");

    // Then
    assertThat(run.code()).isEqualTo(7);
    assertThat(run.out().lines())
        .containsExactly(
            "JAVA_HOME=" + System.getProperty("java.home"), "<verify>", "<-Dx=a  b>", "<*>");
  }

  @Test
  void findsAJdkWhenJavaHomeIsNone() throws Exception {
    for (String odd : List.of("", "/nowhere at all", folder.toString())) {
      // When
      Run run =
          run(
              Map.of("JAVA_HOME", odd, "SDKMAN_DIR", sdkmanWith("jdk 99", "99.0.1").toString()),
              "test");

      // Then
      assertThat(run.out())
          .contains("JAVA_HOME=" + folder.resolve("sdkman/candidates/java/jdk 99"));
    }
  }

  @Test
  void prefersAJavaHomeThatIsNewEnoughOverANewerOne() throws Exception {
    // Given
    Path chosen = sdkmanWith("chosen", "21.0.2").resolve("candidates/java/chosen");
    sdkmanWith("newest", "99");

    // When
    Run run =
        run(
            Map.of(
                "JAVA_HOME", chosen.toString(), "SDKMAN_DIR", folder.resolve("sdkman").toString()),
            "test");

    // Then
    assertThat(run.out()).contains("JAVA_HOME=" + chosen);
  }

  @Test
  void ignoresARuntimeWithoutACompiler() throws Exception {
    // Given
    Path runtime = sdkmanWith("jre", "99").resolve("candidates/java/jre");
    Files.delete(runtime.resolve("bin/javac"));

    // When
    Run run =
        run(
            Map.of(
                "JAVA_HOME", runtime.toString(), "SDKMAN_DIR", sdkmanWith("jdk", "98").toString()),
            "test");

    // Then
    assertThat(run.out()).contains("JAVA_HOME=" + folder.resolve("sdkman/candidates/java/jdk"));
  }

  @Test
  void refusesACommandItDoesNotKnow() throws Exception {
    assertThat(run(Map.of(), "dance"))
        .satisfies(run -> assertThat(run.code()).isEqualTo(2))
        .satisfies(run -> assertThat(run.err()).contains("dance", "Usage"));
    assertThat(run(Map.of()).code()).isEqualTo(2);
  }

  @Test
  void shipsExecutable() {
    assertThat(Path.of(System.getProperty("kefu.root"), "kefu")).isExecutable();
  }

  private Path sdkmanWith(String name, String version) throws IOException {
    Path home = Files.createDirectories(folder.resolve("sdkman/candidates/java").resolve(name));
    Files.createDirectories(home.resolve("bin"));
    program(home.resolve("bin/java"), "exit 0");
    program(home.resolve("bin/javac"), "exit 0");
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
    return folder.resolve("sdkman");
  }

  private static void program(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    executable(file);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Run run(Map<String, String> environment, String... arguments) throws Exception {
    var command = new ArrayList<String>();
    command.add(script.toString());
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().remove("JAVA_HOME");
    builder.environment().putAll(environment);
    builder.environment().put("PATH", tools + ":" + System.getenv("PATH"));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
    return new Run(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
