package io.kefu.local.backends.postgres;

import io.kefu.local.backends.BackendException;
import io.kefu.local.backends.UnpackFolder;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The packaged PostgreSQL of this machine's kind, unpacked once per user. */
record PostgresBinaries(Path home) {

  /** Part of the folder's name: another version is unpacked beside it. */
  private static final String VERSION = "postgres-18.6.0";

  Path program(String name) {
    return home.resolve("bin").resolve(name);
  }

  static PostgresBinaries unpack() {
    String kind = kind(System.getProperty("os.name"), System.getProperty("os.arch"));
    String resource = "postgres-" + kind + ".txz";
    URL url = PostgresBinaries.class.getClassLoader().getResource(resource);
    if (url == null) {
      throw new BackendException(
          "The packaged PostgreSQL %s is not on the class path".formatted(resource));
    }
    return new PostgresBinaries(
        UnpackFolder.unpack(
            VERSION + "-" + kind,
            folder -> {
              try (InputStream in = url.openStream()) {
                untar(in, folder);
              }
            }));
  }

  private static void untar(InputStream packed, Path folder) throws IOException {
    try (var tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed, 1 << 16)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("entry outside of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
          continue;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
          Files.createLink(target, folder.resolve(entry.getLinkName()));
        } else {
          Files.copy(tar, target);
          if ((entry.getMode() & 0100) != 0 && !target.toFile().setExecutable(true, false)) {
            throw new IOException(target + " cannot be made executable");
          }
        }
      }
    }
  }

  static String kind(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String system = os.startsWith("linux") ? "linux" : os.startsWith("mac") ? "darwin" : null;
    String machine =
        switch (osArch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> null;
        };
    if (system == null || machine == null) {
      throw new BackendException(
          "There is no packaged PostgreSQL for %s on %s; use Linux or macOS on x86-64 or ARM64"
              .formatted(osName, osArch));
    }
    return system + "-" + machine;
  }
}
