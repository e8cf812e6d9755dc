package io.kefu.chassis.nativeimage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds the classes of {@code io.kefu} on a class path of folders and jars. */
final class OurClasses {

  private static final String PACKAGE = "io/kefu/";
  private static final String SUFFIX = ".class";

  private OurClasses() {}

  /** Their names, sorted; those of generated classes and of {@code package-info} are left out. */
  static List<String> on(Collection<Path> classPath) {
    TreeSet<String> names = new TreeSet<>();
    for (Path entry : classPath) {
      try {
        if (Files.isDirectory(entry)) {
          collect(entry, names);
        } else if (entry.toString().endsWith(".jar")) {
          try (FileSystem jar = FileSystems.newFileSystem(entry)) {
            collect(jar.getPath("/"), names);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return List.copyOf(names);
  }

  private static void collect(Path root, TreeSet<String> names) throws IOException {
    Path ours = root.resolve(PACKAGE);
    if (!Files.isDirectory(ours)) {
      return;
    }
    try (Stream<Path> files = Files.walk(ours)) {
      files
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .filter(name -> name.endsWith(SUFFIX))
          .filter(name -> !name.contains("package-info") && !name.contains("module-info"))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()).replace('/', '.'))
          .forEach(names::add);
    }
  }
}
