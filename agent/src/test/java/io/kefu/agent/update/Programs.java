package io.kefu.agent.update;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Programs of made-up versions: the agent's own classes, or a main method that does something. */
public final class Programs {

  private static final String BUILD = "io/kefu/agent/build.properties";

  private Programs() {}

  /** The agent under another version number. */
  public static Path agent(Path to, String version) throws IOException {
    return jar(to, version, Path.of(System.getProperty("agent.classes")));
  }

  /** A program that is nothing but its number. */
  public static Path numbered(Path to, String version) throws IOException {
    return jar(to, version, Files.createTempDirectory(to.getParent(), "none"));
  }

  /** A program of which only the main method is ours. */
  public static Path withMain(Path to, String version, String body) throws IOException {
    Path folder = Files.createTempDirectory(to.getParent(), "main");
    Path source = Files.createDirectories(folder.resolve("src")).resolve("Main.java");
    Files.writeString(
        source,
        "package io.kefu.agent; public class Main {"
            + " public static void main(String[] args) throws Exception { "
            + body
            + " } }");
    Path classes = Files.createDirectories(folder.resolve("classes"));
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "--release",
                "17",
                "-proc:none",
                "-d",
                classes.toString(),
                source.toString());
    if (result != 0) {
      throw new IllegalStateException("the program does not compile");
    }
    return jar(to, version, classes);
  }

  /** The libraries are named, not packed: the test has them on its class path. */
  private static Path jar(Path to, String version, Path classes) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "io.kefu.agent.boot.Boot");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Stream.of(System.getProperty("java.class.path").split(":"))
                .filter(path -> path.endsWith(".jar"))
                .map(path -> Path.of(path).toUri())
                .map(URI::toString)
                .collect(Collectors.joining(" ")));
    try (OutputStream file = Files.newOutputStream(to);
        JarOutputStream jar = new JarOutputStream(file, manifest)) {
      List<Path> files;
      try (Stream<Path> found = Files.walk(classes)) {
        files = found.filter(Files::isRegularFile).toList();
      }
      for (Path each : files) {
        String name = classes.relativize(each).toString().replace('\\', '/');
        if (!name.equals(BUILD)) {
          jar.putNextEntry(new JarEntry(name));
          Files.copy(each, jar);
        }
      }
      jar.putNextEntry(new JarEntry(BUILD));
      jar.write(("version=" + version + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return to;
  }
}
