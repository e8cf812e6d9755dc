package io.kefu.local.fleet;

import io.kefu.local.backends.BackendException;
import io.kefu.local.backends.BackendsConfig;
import io.kefu.local.backends.EmbeddedBackends;
import io.kefu.local.backends.Ports;
import io.kefu.local.backends.process.ChildProgram;
import io.kefu.local.backends.process.Guardian;
import io.kefu.local.gateway.GatewayClient;
import io.kefu.local.knowledge.DemoKnowledge;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A running fleet: Kafka, PostgreSQL, Redis, the services and a simulated agent, all on this
 * machine.
 *
 * <pre>{@code
 * try (Fleet fleet = Fleet.start(FleetOptions.in(root, home).anyPorts(), FleetListener.SILENT)) {
 *   fleet.service(ServiceName.MESSAGE_SERVICE).kill();    // kill -9
 *   fleet.service(ServiceName.MESSAGE_SERVICE).start();   // on the same port and data
 * }
 * }</pre>
 *
 * <p>Nothing outlives it: {@link #close} stops all in order, and when this JVM dies in whatever way
 * a guardian ends the children. Safe for use by several threads.
 */
public final class Fleet implements AutoCloseable {

  private final FleetOptions options;
  private final FleetLock lock;
  private final FleetListener listener;
  private final Thread shutdownHook = new Thread(this::stop, "kefu-fleet-stop");
  private final CompletableFuture<Void> broken = new CompletableFuture<>();
  private final Map<ServiceName, FleetProcess> services = new EnumMap<>(ServiceName.class);
  private final List<FleetProcess> replicas = new CopyOnWriteArrayList<>();
  private final List<FleetProcess> moreAgents = new CopyOnWriteArrayList<>();
  private FleetPorts ports;
  private FleetSecrets secrets;
  private ProcessFactory factory;
  private Guardian guardian;
  private EmbeddedBackends backends;
  private FleetProcess agent;
  private ChildProgram training;
  private Supervisor supervisor;
  private DemoErp erp;
  private boolean ready;
  private volatile boolean stopping;
  private boolean stopped;

  private Fleet(FleetOptions options, FleetLock lock, FleetListener listener) {
    this.options = options;
    this.lock = lock;
    this.listener = new SerialListener(listener);
  }

  /**
   * Starts all and returns when every part is healthy and the demo knowledge is loaded.
   *
   * @throws FleetAlreadyRuns when one runs in the same home
   * @throws io.kefu.local.backends.PortTakenException when a chosen port is in use
   * @throws FleetException when something is not built or does not come up; nothing is left running
   */
  public static Fleet start(FleetOptions options, FleetListener listener) {
    try {
      FleetLock lock =
          FleetLock.take(options.home.lockFile())
              .orElseThrow(
                  () ->
                      new FleetAlreadyRuns(options.home, FleetFile.read(options.home.fleetFile())));
      var fleet = new Fleet(options, lock, listener);
      Runtime.getRuntime().addShutdownHook(fleet.shutdownHook);
      try {
        fleet.boot();
        return fleet;
      } catch (RuntimeException | IOException e) {
        fleet.close();
        throw e;
      }
    } catch (BackendException e) {
      throw e;
    } catch (IOException e) {
      throw new FleetException(
          "The fleet's folder %s cannot be used (%s)"
              .formatted(options.home.path(), e.getMessage()),
          e);
    }
  }

  private void boot() throws IOException {
    List<String> leftovers = Leftovers.stop(options.home);
    if (!leftovers.isEmpty()) {
      listener.note("Stopped what an earlier run left behind: " + String.join(", ", leftovers));
    }
    if (options.fresh) {
      wipe();
    }
    options.home.prepare();
    secrets = FleetSecrets.in(options.home.secretsFile());
    ports = FleetPorts.choose(options.ports, Ports::isFree, Ports::findFree);
    ports.notes().forEach(listener::note);
    guardian = Guardian.start();
    bootBackends();
    describe();
    if (options.withErp && options.services.contains(ServiceName.ERP_SYNC)) {
      erp = DemoErp.start(options.home, ports.of(FleetPorts.ERP), secrets);
      options.demoErpEnvironment = erp.environment();
    }
    prepareServices();
    InParallel.run(startsAtOnce(), services.values(), this::startOne);
    if (options.withAgent) {
      agent = factory.agent(ports.of(FleetPorts.AGENT));
      startOne(agent);
    }
    if (options.withDemoKnowledge && services.containsKey(ServiceName.GATEWAY)) {
      loadKnowledge();
    }
    ready = true;
    describe();
    if (options.aotMode == FleetOptions.AotMode.TRAIN && !Trainer.missing(options).isEmpty()) {
      training = TrainingLaunch.start(options, guardian);
    }
    if (options.supervised) {
      supervisor = new Supervisor(this, listener);
      supervisor.watchAll();
    }
  }

  private void wipe() throws IOException {
    listener.note("Deleting the state in " + options.home.path());
    options.home.wipe();
  }

  private void bootBackends() {
    long began = System.nanoTime();
    listener.starting("back ends");
    var config =
        BackendsConfig.persistent(options.home.data())
            .withLogDirectory(options.home.logs())
            .withPorts(
                ports.of(FleetPorts.KAFKA),
                ports.of(FleetPorts.POSTGRES),
                ports.of(FleetPorts.REDIS))
            .withKafkaPlacement(options.kafkaPlacement)
            .withDurable(options.durable)
            .withStartTimeout(options.startTimeout);
    backends = EmbeddedBackends.start(config);
    backends.leaveClosingToCaller();
    listener.ready("back ends", Duration.ofNanos(System.nanoTime() - began));
  }

  private void prepareServices() {
    factory =
        new ProcessFactory(
            options,
            ServiceEnvironment.of(backends, ports, options.gatewayHost, secrets),
            guardian);
    for (ServiceName service : ServiceName.values()) {
      if (options.services.contains(service)) {
        services.put(service, factory.service(service, service.id(), ports.of(service)));
      }
    }
  }

  /** One more than cores: while one waits for the database, another computes. */
  private static int startsAtOnce() {
    return Runtime.getRuntime().availableProcessors() + 1;
  }

  private void startOne(FleetProcess process) {
    long began = System.nanoTime();
    listener.starting(process.name());
    process.start();
    listener.ready(process.name(), Duration.ofNanos(System.nanoTime() - began));
    describe();
  }

  private void loadKnowledge() throws IOException {
    long began = System.nanoTime();
    listener.starting("demo knowledge");
    int documents =
        new DemoKnowledge(options.root.resolve("local/demo/knowledge"))
            .load(gateway(), options.startTimeout);
    listener.ready(
        "demo knowledge (%d documents)".formatted(documents),
        Duration.ofNanos(System.nanoTime() - began));
  }

  /** Writes down what runs, for those who look from outside. */
  synchronized void describe() {
    if (stopped) {
      return;
    }
    try {
      FleetFile.write(
          options.home.fleetFile(),
          Membership.describe(
              backends, processes(), gatewayUrl(), agent == null ? 0 : agent.port(), ready));
    } catch (IOException e) {
      listener.note("What runs could not be written to " + options.home.fleetFile());
    }
  }

  /**
   * A service's main instance.
   *
   * @throws IllegalArgumentException when it is not part of this fleet
   */
  public FleetProcess service(ServiceName name) {
    return Optional.ofNullable(services.get(name))
        .orElseThrow(() -> new IllegalArgumentException(name.id() + " is not part of this fleet"));
  }

  /**
   * Starts one more instance of a service on a free port; the neighbours still ask the first one,
   * but both consume from Kafka.
   */
  public FleetProcess startReplica(ServiceName name) {
    FleetProcess replica =
        factory.service(name, name.id() + "-" + (replicas.size() + 2), Ports.findFree());
    replicas.add(replica);
    startOne(replica);
    return replica;
  }

  /** The simulated ERP, if there is one. */
  public Optional<DemoErp> erp() {
    return Optional.ofNullable(erp);
  }

  /**
   * Starts one more simulated agent on a free port. Its name is its id.
   *
   * @param agentId as it is registered with the gateway
   * @param secret that it got there
   * @param gateway where it connects to: the gateway, a replica or something in front of them
   */
  public FleetProcess startAgent(String agentId, String secret, URI gateway) {
    FleetProcess another = factory.agent(agentId, secret, gateway, Ports.findFree());
    moreAgents.add(another);
    startOne(another);
    return another;
  }

  /** The simulated agent. */
  public FleetProcess agent() {
    return agent;
  }

  /** Services, replicas and agents. */
  public Collection<FleetProcess> processes() {
    var all = new ArrayList<>(services.values());
    all.addAll(replicas);
    all.addAll(agents());
    return List.copyOf(all);
  }

  private List<FleetProcess> agents() {
    var all = new ArrayList<>(moreAgents);
    if (agent != null) {
      all.add(agent);
    }
    return all;
  }

  /** Kafka, PostgreSQL and Redis. */
  public EmbeddedBackends backends() {
    return backends;
  }

  /** Ports of all parts. */
  public FleetPorts ports() {
    return ports;
  }

  /** Where the REST API and the agents' WebSocket are. */
  public URI gatewayUrl() {
    return URI.create("http://127.0.0.1:" + ports.of(ServiceName.GATEWAY));
  }

  /** Port of the simulated agent's chat socket. */
  public int agentPort() {
    return ports.of(FleetPorts.AGENT);
  }

  /** The generated logins. */
  public FleetLogin login() {
    return FleetLogin.of(secrets);
  }

  /** The services' shared key, for tests that speak to a service as a neighbour. */
  public String serviceTokenSecret() {
    return secrets.serviceToken();
  }

  /** A REST client that is logged in as the first user. */
  public GatewayClient gateway() {
    return new GatewayClient(gatewayUrl(), login());
  }

  /** Folder with state and logs. */
  public FleetHome home() {
    return options.home;
  }

  /** Completed exceptionally when a supervised fleet cannot be kept running. */
  public CompletableFuture<Void> broken() {
    return broken;
  }

  boolean isStopping() {
    return stopping;
  }

  /** Stops all in order and returns when nothing of it runs. May be repeated. */
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException alreadyShuttingDown) {
      // Then the hook has nothing left to do.
    }
  }

  private void stop() {
    stopping = true;
    synchronized (this) {
      if (stopped) {
        return;
      }
      stopped = true;
    }
    if (supervisor != null) {
      supervisor.close();
    }
    CompletableFuture<Void> trainingStopped =
        training == null
            ? CompletableFuture.completedFuture(null)
            : CompletableFuture.runAsync(() -> TrainingLaunch.stop(training));
    if (!agents().isEmpty()) {
      listener.stopping("agent");
      InParallel.run(agents().size(), agents(), FleetProcess::close);
    }
    if (!services.isEmpty()) {
      listener.stopping("services");
      InParallel.run(processes().size(), processes(), FleetProcess::close);
    }
    if (erp != null) {
      erp.close();
    }
    if (backends != null) {
      listener.stopping("back ends");
      backends.close();
    }
    trainingStopped.join();
    if (guardian != null) {
      guardian.close();
    }
    try {
      java.nio.file.Files.deleteIfExists(options.home.fleetFile());
    } catch (IOException e) {
      // The next launcher sees that none of its members runs.
    }
    lock.close();
  }
}
