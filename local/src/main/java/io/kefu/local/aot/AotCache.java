package io.kefu.local.aot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The ahead-of-time cache of one service.
 *
 * <p>A JVM writes it when it ends in good order ({@code -XX:AOTCacheOutput}), a later one reads it
 * ({@code -XX:AOTCache}). Its name carries a hash of the service's jars and of the JVM and its
 * flags, so that another build or JDK never meets it. It is written under another name and renamed
 * by {@link #finishTraining} when whole: what a killed JVM leaves is never read.
 */
public final class AotCache {

  /** The first release whose cache is made in one step. */
  private static final int FIRST_RELEASE = 25;

  private final Path directory;
  private final String service;
  private final String key;

  private AotCache(Path directory, String service, String key) {
    this.directory = directory;
    this.service = service;
    this.key = key;
  }

  /**
   * Of a service as it is built now; empty when this JVM cannot use one.
   *
   * @param directory where caches are kept
   * @param service name of the service
   * @param application folder with its jars
   * @param jvmFlags flags that the service will run with
   */
  public static Optional<AotCache> of(
      Path directory, String service, Path application, List<String> jvmFlags) throws IOException {
    return of(directory, service, application, jvmFlags, Runtime.version());
  }

  static Optional<AotCache> of(
      Path directory,
      String service,
      Path application,
      List<String> jvmFlags,
      Runtime.Version version)
      throws IOException {
    if (version.feature() < FIRST_RELEASE) {
      return Optional.empty();
    }
    return Optional.of(
        new AotCache(directory, service, key(application, jvmFlags, version.toString())));
  }

  private static String key(Path application, List<String> jvmFlags, String version)
      throws IOException {
    MessageDigest digest = sha256();
    digest.update(
        (version + System.getProperty("java.vm.vendor") + jvmFlags)
            .getBytes(StandardCharsets.UTF_8));
    try (Stream<Path> files = Files.walk(application)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        // The JVM compares times and sizes too: equal content with another time is another cache.
        String entry =
            "%s %d %d\n"
                .formatted(
                    application.relativize(file),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toMillis());
        digest.update(entry.getBytes(StandardCharsets.UTF_8));
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 12);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private Path file() {
    return directory.resolve(service + "-" + key + ".aot");
  }

  /** Differs between launchers, so that two of them may train at the same time. */
  private Path unfinished() {
    return directory.resolve(
        service + "-" + key + "." + ProcessHandle.current().pid() + ".unfinished");
  }

  /** Whether there is a cache to use. */
  public boolean exists() {
    return Files.isRegularFile(file());
  }

  /** Flags to use it. */
  public List<String> useFlags() {
    return List.of("-XX:AOTCache=" + file());
  }

  /** Flags to make it when the JVM ends. */
  public List<String> trainFlags() throws IOException {
    Files.createDirectories(directory);
    return List.of("-XX:AOTCacheOutput=" + unfinished(), "-Xlog:aot=error", "-Xlog:cds=error");
  }

  /**
   * To be called when the training JVM has ended: its cache replaces those of earlier builds.
   *
   * @return whether there is a cache now
   */
  public boolean finishTraining() throws IOException {
    if (!Files.isRegularFile(unfinished()) || Files.size(unfinished()) == 0) {
      return false;
    }
    delete();
    Files.move(unfinished(), file(), StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  /** Gives up a training. */
  public void abandonTraining() throws IOException {
    Files.deleteIfExists(unfinished());
  }

  /** Deletes the cache and those of earlier builds of the service. */
  public void delete() throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(service + "-") && name.endsWith(".aot")) {
          Files.delete(file);
        }
      }
    }
  }
}
