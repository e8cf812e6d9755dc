package io.kefu.local.fleet;

import io.kefu.local.backends.BackendsConfig;
import io.kefu.local.backends.EmbeddedBackends;
import io.kefu.local.backends.Ports;
import io.kefu.local.backends.UnpackFolder;
import io.kefu.local.backends.process.Guardian;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes the ahead-of-time caches that are missing.
 *
 * <p>A cache is written when a JVM ends, which takes a service half a minute on a busy machine: too
 * long for a Ctrl+C. So each service is started once more for this alone, on back ends of its own
 * that nobody else sees, and ended again. The fleet runs this beside itself in a process of the
 * lowest priority, on its first run only; what is not finished when the fleet stops is made the
 * next time.
 */
public final class Trainer {

  /** At the lowest priority a start may take long while the fleet is busy. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private final Path root;
  private final Path aotDirectory;
  private final Consumer<String> report;

  /** The one that is being trained, to be ended when we are. */
  private volatile FleetProcess current;

  /** Reports in sentences. */
  public Trainer(Path root, Path aotDirectory, Consumer<String> report) {
    this.root = root;
    this.aotDirectory = aotDirectory;
    this.report = report;
  }

  /** Services whose caches are missing although this JVM could use them. */
  static List<ServiceName> missing(FleetOptions options) {
    return options.services.stream()
        .filter(service -> ServiceLaunch.isCacheMissing(service, options))
        .toList();
  }

  /**
   * Makes all missing caches, one after the other.
   *
   * @throws IOException when its working folder cannot be made
   */
  public void train() throws IOException {
    Path home = aotDirectory.resolve("training");
    UnpackFolder.delete(home);
    var options =
        FleetOptions.in(root, home)
            .aot(FleetOptions.AotMode.TRAIN, aotDirectory)
            .startTimeout(PATIENCE)
            .anyPorts();
    List<ServiceName> missing = missing(options);
    if (missing.isEmpty()) {
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::abandon, "kefu-training-stop"));
    try (var backends = EmbeddedBackends.start(backendsConfig(options));
        Guardian guardian = Guardian.start()) {
      options.home.prepare();
      FleetPorts ports = FleetPorts.choose(options.ports, Ports::isFree, Ports::findFree);
      var environment =
          ServiceEnvironment.of(
              backends, ports, "127.0.0.1", FleetSecrets.in(options.home.secretsFile()));
      for (ServiceName service : missing) {
        trainOne(service, options, environment, ports.of(service), guardian);
      }
    } finally {
      UnpackFolder.delete(home);
    }
  }

  private static BackendsConfig backendsConfig(FleetOptions options) {
    return BackendsConfig.persistent(options.home.data())
        .withDurable(false)
        .withPartitions(1)
        .withStartTimeout(options.startTimeout);
  }

  private void trainOne(
      ServiceName service,
      FleetOptions options,
      ServiceEnvironment environment,
      int port,
      Guardian guardian) {
    var variables =
        new LinkedHashMap<>(environment.of(service, port, options.home.service(service.id())));
    var launch = new ServiceLaunch(service, service.id(), options, variables, true);
    var health = new Health();
    current =
        new FleetProcess(
            service.id(),
            port,
            FleetFile.Kind.SERVICE,
            launch,
            () -> health.isServiceReady(port),
            guardian,
            options.startTimeout);
    try {
      current.start();
      current.stop();
      report.accept(
          launch.isRecording()
              ? "no cache was made for " + service.id()
              : "the cache of " + service.id() + " is made");
    } catch (RuntimeException e) {
      current.stop();
      report.accept("no cache was made for " + service.id() + ": " + e.getMessage());
    }
  }

  /** The JVM that assembles the cache is a child of the service's. */
  private void abandon() {
    FleetProcess training = current;
    if (training != null) {
      training
          .pid()
          .ifPresent(
              pid ->
                  ProcessHandle.of(pid)
                      .ifPresent(
                          process -> {
                            process.descendants().forEach(ProcessHandle::destroyForcibly);
                            process.destroyForcibly();
                          }));
    }
  }
}
