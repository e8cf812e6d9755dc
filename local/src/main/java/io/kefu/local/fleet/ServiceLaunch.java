package io.kefu.local.fleet;

import io.kefu.local.aot.AotCache;
import io.kefu.local.backends.process.ChildProgram;
import io.kefu.local.backends.process.RunFile;
import io.kefu.local.backends.process.StopSignal;
import io.kefu.local.fleet.FleetOptions.AotMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs one service from its build, with an ahead-of-time cache where there is one. */
final class ServiceLaunch implements FleetProcess.Launch {

  /** A service has ten seconds to finish what it does (quarkus.shutdown.timeout). */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

  /** Writing a cache takes some seconds of work, at the lowest priority. */
  private static final Duration RECORDING_PATIENCE = Duration.ofMinutes(5);

  /**
   * Short-lived processes on two shared cores: the first compiler only, and the smallest collector.
   */
  private static final List<String> COMMON_FLAGS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8");

  private final String name;
  private final FleetHome home;
  private final Path application;
  private final Map<String, String> environment;
  private final List<String> jvmFlags;
  private final boolean record;
  private final Optional<AotCache> cache;
  private boolean using;
  private boolean recording;

  /** Records only for the {@link Trainer}, as a JVM that records takes long to end. */
  ServiceLaunch(
      ServiceName service,
      String name,
      FleetOptions options,
      Map<String, String> environment,
      boolean record) {
    this.name = name;
    this.home = options.home;
    this.application = options.home.application(name);
    this.environment = environment;
    this.record = record;
    this.jvmFlags = jvmFlags(service);
    copyBuild(service, built(service, options));
    this.cache = openCache(service, options, application, jvmFlags);
    this.recording = record && cache.filter(known -> !known.exists()).isPresent();
  }

  private void copyBuild(ServiceName service, Path built) {
    if (!Files.isRegularFile(built.resolve("quarkus-run.jar"))) {
      throw new FleetException(
          "%s is not built: there is no %s. Run ./kefu up, which builds first, or mvn -DskipTests package."
              .formatted(service.id(), built.resolve("quarkus-run.jar")));
    }
    try {
      ApplicationCopy.make(built, application);
    } catch (IOException e) {
      throw new FleetException(
          "The build of %s cannot be copied to %s (%s)"
              .formatted(service.id(), application, e.getMessage()),
          e);
    }
  }

  /** Whether this JVM could use a cache of the service's present build, and there is none. */
  static boolean isCacheMissing(ServiceName service, FleetOptions options) {
    return openCache(service, options, built(service, options), jvmFlags(service))
        .filter(cache -> !cache.exists())
        .isPresent();
  }

  private static Path built(ServiceName service, FleetOptions options) {
    return options.root.resolve("services/" + service.id() + "/target/quarkus-app");
  }

  private static List<String> jvmFlags(ServiceName service) {
    var flags = new ArrayList<>(COMMON_FLAGS);
    flags.add("-Xmx" + service.heapMegabytes() + "m");
    flags.addAll(service.ownJvmFlags());
    return List.copyOf(flags);
  }

  private static Optional<AotCache> openCache(
      ServiceName service, FleetOptions options, Path application, List<String> jvmFlags) {
    if (options.aotMode == AotMode.OFF) {
      return Optional.empty();
    }
    try {
      return AotCache.of(options.aotDirectory, service.id(), application, jvmFlags);
    } catch (IOException noCache) {
      // Slower, but right.
      return Optional.empty();
    }
  }

  private Path runJar() {
    return application.resolve("quarkus-run.jar");
  }

  @Override
  public ChildProgram.Spec spec() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.addAll(cacheFlags());
    command.add("-jar");
    command.add(runJar().toString());
    Path folder = home.service(name);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ChildProgram.Spec(
        name,
        "java",
        command,
        environment,
        folder,
        home.log(name),
        new RunFile(home.run().resolve(name + ".run")),
        StopSignal.TERM,
        STOP_PATIENCE);
  }

  private List<String> cacheFlags() {
    using = !record && cache.filter(AotCache::exists).isPresent();
    if (using) {
      return cache.orElseThrow().useFlags();
    }
    if (recording) {
      try {
        return cache.orElseThrow().trainFlags();
      } catch (IOException noCache) {
        recording = false;
      }
    }
    return List.of();
  }

  /** Whether the next end of the process will leave a cache that is not there yet. */
  boolean isRecording() {
    return recording;
  }

  @Override
  public Duration stopPatience() {
    return recording ? RECORDING_PATIENCE : STOP_PATIENCE;
  }

  @Override
  public void ended() {
    if (recording) {
      try {
        recording = !cache.orElseThrow().finishTraining();
      } catch (IOException noCache) {
        // It is made another time.
      }
    }
  }

  /** A service that did not start may owe that to its cache: once more without. */
  @Override
  public boolean tryAgain() {
    if (!using) {
      return false;
    }
    try {
      cache.orElseThrow().delete();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
