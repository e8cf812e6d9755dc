package io.kefu.agent.wine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A Windows of Wine's with a screen, our UI Automation and the agent's lowered classes. */
final class WineDesk {

  private static final String AUTOMATION = "{FF48DBA4-60EF-4201-AA87-54103EEF594E}";
  private static final Path SOURCES = Path.of("src/wine").toAbsolutePath();

  private final Path folder;
  private final Path java;
  private final Process screen;
  private final String display;

  /** What is missing for such a desk; empty when nothing. */
  static Optional<String> missing() {
    List<String> missing = new ArrayList<>();
    for (String tool : List.of("wine", "wineboot", "Xvfb", "x86_64-w64-mingw32-gcc")) {
      if (Stream.of(System.getenv("PATH").split(":"))
          .noneMatch(folder -> Files.isExecutable(Path.of(folder, tool)))) {
        missing.add(tool);
      }
    }
    if (!Files.isExecutable(windowsJava()) && !Files.exists(windowsJava())) {
      missing.add("a Windows JVM (java.exe) at " + windowsJava());
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(missing + " missing: run agent/src/wine/prepare.sh");
  }

  WineDesk(Path folder) throws Exception {
    this.folder = folder;
    this.java = windowsJava();
    screen =
        new ProcessBuilder(
                "Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    display = ":" + screen.inputReader().readLine().strip();
    try {
      install();
    } catch (Exception e) {
      screen.destroy();
      throw e;
    }
  }

  private void install() throws Exception {
    build();
    // Else it ends with the last program, and the next one waits for all of Windows to start.
    Files.createDirectories(folder.resolve("prefix"));
    run("wineserver", "-p");
    run("wineboot", "-i");
    run(
        "wine",
        "reg",
        "add",
        "HKCR\\CLSID\\" + AUTOMATION + "\\InprocServer32",
        "/ve",
        "/d",
        windows(folder.resolve("uia_shim.dll")),
        "/f");
    run(
        "wine",
        "reg",
        "add",
        "HKCR\\CLSID\\" + AUTOMATION + "\\InprocServer32",
        "/v",
        "ThreadingModel",
        "/d",
        "Both",
        "/f");
  }

  /** Starts the agent's unmodified program with these options. */
  Process agent(List<String> options, Map<String, String> environment, Path log)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "wine",
                java.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx16m",
                "-Xss256k",
                "-Djna.nosys=true",
                "-cp",
                windows(folder.resolve("classes")) + ";" + windows(folder.resolve("java11")),
                "io.kefu.agent.Main"));
    command.addAll(options);
    ProcessBuilder builder = wine(command);
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Starts a window like WeChat's. */
  FakeWeChatWindow weChat(String version) throws IOException {
    return new FakeWeChatWindow(
        wine(List.of("wine", folder.resolve(program(version)).toString(), version))
            .redirectError(folder.resolve("fake.log").toFile())
            .start());
  }

  /** The agent looks at the name of the window's program too. */
  private static String program(String version) {
    return version.equals("v4") ? "Weixin.exe" : "WeChat.exe";
  }

  /** A path as Windows programs see it. */
  static String windows(Path path) {
    return "Z:" + path.toAbsolutePath().toString().replace('/', '\\');
  }

  /** Ends this Windows and its screen. */
  void close() throws Exception {
    // Only the server of this folder's own prefix.
    run("wineserver", "-k");
    screen.destroy();
    screen.waitFor(10, TimeUnit.SECONDS);
  }

  private void build() throws Exception {
    Lowering.lower(Path.of(System.getProperty("agent.classes")), folder.resolve("classes"));
    for (String jar : System.getProperty("java.class.path").split(":")) {
      if (jar.matches(".*/(jna|Java-WebSocket|jackson-core|slf4j-api|slf4j-nop)-[0-9.]+\\.jar")) {
        plain(
            "unzip",
            "-q",
            "-o",
            jar,
            "-x",
            "META-INF/versions/*",
            "module-info.class",
            "-d",
            folder.resolve("classes").toString());
      }
    }
    List<String> sources;
    try (Stream<Path> files = Files.walk(SOURCES.resolve("java11"))) {
      sources = files.filter(f -> f.toString().endsWith(".java")).map(Path::toString).toList();
    }
    List<String> options =
        new ArrayList<>(
            List.of("--release", "11", "-nowarn", "-d", folder.resolve("java11").toString()));
    options.addAll(sources);
    int compiled =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new));
    if (compiled != 0) {
      throw new IllegalStateException("src/wine/java11 does not compile");
    }
    Path headers = Files.createDirectories(folder.resolve("include"));
    Path wine = Path.of("/usr/include/wine/wine/windows");
    try (Stream<Path> files = Files.list(wine)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("uiautomation")).toList()) {
        Files.copy(file, headers.resolve(file.getFileName().toString()));
      }
    }
    for (String version : List.of("v39", "v4")) {
      plain(
          "x86_64-w64-mingw32-gcc",
          "-O1",
          "-o",
          folder.resolve(program(version)).toString(),
          SOURCES.resolve("c/fake_wechat.c").toString(),
          "-lgdi32",
          "-luser32");
    }
    plain(
        "x86_64-w64-mingw32-gcc",
        "-O1",
        "-shared",
        "-I" + headers,
        "-o",
        folder.resolve("uia_shim.dll").toString(),
        SOURCES.resolve("c/uia_shim.c").toString(),
        "-lole32",
        "-loleaut32",
        "-luuid");
  }

  private void plain(String... command) throws Exception {
    finish(new ProcessBuilder(command), command[0]);
  }

  private void run(String... command) throws Exception {
    finish(wine(List.of(command)), String.join(" ", command));
  }

  private void finish(ProcessBuilder builder, String what) throws Exception {
    Path log = Files.createTempFile(folder, "step", ".log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException(what + " failed: " + Files.readString(log));
    }
  }

  private ProcessBuilder wine(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("DISPLAY", display);
    environment.put("WINEPREFIX", folder.resolve("prefix").toString());
    environment.put("WINEDEBUG", "-all");
    environment.put("WINEDLLOVERRIDES", "mscoree,mshtml=");
    environment.put("LC_ALL", "C.UTF-8");
    return builder;
  }

  private static Path windowsJava() {
    String home = System.getProperty("wine.java.home", "target/wine-java");
    return Path.of(home, "bin", "java.exe").toAbsolutePath();
  }
}
