package io.kefu.local.backends.redis;

import io.kefu.local.backends.BackendException;
import io.kefu.local.backends.UnpackFolder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The packaged {@code redis-server} of this machine's kind, unpacked once per user. */
final class RedisBinary {

  private RedisBinary() {}

  static Path unpack() {
    String resource = resourceName(System.getProperty("os.name"), System.getProperty("os.arch"));
    URL url = RedisBinary.class.getClassLoader().getResource(resource);
    if (url == null) {
      throw new BackendException(
          "The packaged Redis %s is not on the class path".formatted(resource));
    }
    return UnpackFolder.unpack(
            resource,
            folder -> {
              Path program = folder.resolve("redis-server");
              try (InputStream in = url.openStream()) {
                Files.copy(in, program);
              }
              if (!program.toFile().setExecutable(true, false)) {
                throw new IOException(program + " cannot be made executable");
              }
            })
        .resolve("redis-server");
  }

  static String resourceName(String osName, String osArch) {
    boolean mac = osName.toLowerCase(Locale.ROOT).startsWith("mac");
    boolean linux = osName.toLowerCase(Locale.ROOT).startsWith("linux");
    boolean arm = osArch.equals("aarch64") || osArch.equals("arm64");
    boolean intel = osArch.equals("amd64") || osArch.equals("x86_64");
    if (linux && intel) {
      return "redis-server-6.2.6-v5-linux-amd64";
    }
    if (linux && arm) {
      return "redis-server-6.2.7-linux-arm64";
    }
    if (mac && intel) {
      return "redis-server-6.2.6-v5-darwin-amd64";
    }
    if (mac && arm) {
      return "redis-server-6.2.6-v5-darwin-arm64";
    }
    throw new BackendException(
        "There is no packaged Redis for %s on %s; use Linux or macOS on x86-64 or ARM64"
            .formatted(osName, osArch));
  }
}
