package io.kefu.local.fleet;

import io.kefu.local.backends.BackendsConfig.KafkaPlacement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What to start. Begin with {@link #in} and change what differs; not for use by several threads.
 * Read once by {@link Fleet#start}.
 */
public final class FleetOptions {

  /** What to do about ahead-of-time caches (JDK 25 and newer; older ones never use any). */
  public enum AotMode {
    /** Use them; make those that are missing beside the running fleet (see {@link Trainer}). */
    TRAIN,
    /** Use those that are there, make none. */
    USE,
    /** Neither. */
    OFF
  }

  private static final Duration DEFAULT_START_TIMEOUT = Duration.ofMinutes(4);

  final Path root;
  final FleetHome home;
  Path aotDirectory;
  AotMode aotMode = AotMode.USE;
  boolean fresh;
  boolean supervised;
  boolean durable = true;
  boolean withAgent = true;
  boolean withDemoKnowledge = true;
  boolean withErp = true;

  /** Where erp-sync finds the simulated ERP; empty without one. */
  Map<String, String> demoErpEnvironment = Map.of();

  String gatewayHost = "127.0.0.1";
  KafkaPlacement kafkaPlacement = KafkaPlacement.IN_PROCESS;
  Duration startTimeout = DEFAULT_START_TIMEOUT;
  Set<ServiceName> services = EnumSet.allOf(ServiceName.class);
  final Map<String, Integer> ports = new LinkedHashMap<>();
  final Map<ServiceName, Map<String, String>> environment = new EnumMap<>(ServiceName.class);
  final Map<String, String> agentEnvironment = new LinkedHashMap<>();

  private FleetOptions(Path root, Path home) {
    this.root = root.toAbsolutePath().normalize();
    this.home = new FleetHome(home);
    this.aotDirectory = this.home.aot();
  }

  /**
   * With all defaults.
   *
   * @param root the repository, whose modules are built
   * @param home where the state lives, for instance {@code .kefu} in the repository
   */
  public static FleetOptions in(Path root, Path home) {
    return new FleetOptions(root, home);
  }

  /** Begins with no state. */
  public FleetOptions fresh(boolean wipe) {
    this.fresh = wipe;
    return this;
  }

  /** Starts what dies by itself again; for tests that kill on purpose, leave it off. */
  public FleetOptions supervised(boolean restartTheDead) {
    this.supervised = restartTheDead;
    return this;
  }

  /** Whether a commit waits for the disk (only a power cut makes a difference). */
  public FleetOptions durable(boolean waitForDisk) {
    this.durable = waitForDisk;
    return this;
  }

  /** Whether the simulated agent is started. */
  public FleetOptions withAgent(boolean start) {
    this.withAgent = start;
    return this;
  }

  /** Whether the demo knowledge base is loaded. */
  public FleetOptions withDemoKnowledge(boolean load) {
    this.withDemoKnowledge = load;
    return this;
  }

  /** Whether the simulated ERP is started and erp-sync told of it. */
  public FleetOptions withErp(boolean start) {
    this.withErp = start;
    return this;
  }

  /** The address that the gateway listens on; everything else stays on the loopback address. */
  public FleetOptions gatewayHost(String host) {
    this.gatewayHost = host;
    return this;
  }

  /** In a JVM of its own, Kafka can be killed alone. */
  public FleetOptions kafka(KafkaPlacement placement) {
    this.kafkaPlacement = placement;
    return this;
  }

  /** How long each process may take to become healthy. */
  public FleetOptions startTimeout(Duration timeout) {
    this.startTimeout = timeout;
    return this;
  }

  /** Starts only these services. */
  public FleetOptions only(Set<ServiceName> started) {
    this.services = EnumSet.copyOf(started);
    return this;
  }

  /** Caches shared between homes, so that a fresh home starts quickly too. */
  public FleetOptions aot(AotMode mode, Path directory) {
    this.aotMode = mode;
    this.aotDirectory = directory.toAbsolutePath().normalize();
    return this;
  }

  /** Chooses ports by the names of {@link FleetPorts#NAMES}; 0 for any free one. */
  public FleetOptions ports(Map<String, Integer> chosen) {
    this.ports.putAll(chosen);
    return this;
  }

  /** Free ports for all parts, for tests that run beside another fleet. */
  public FleetOptions anyPorts() {
    FleetPorts.NAMES.forEach(name -> ports.put(name, 0));
    return this;
  }

  /** More environment for a service; wins over the launcher's own. */
  public FleetOptions environment(ServiceName service, Map<String, String> variables) {
    environment.computeIfAbsent(service, key -> new LinkedHashMap<>()).putAll(variables);
    return this;
  }

  /** More environment for the agent; wins over the launcher's own. */
  public FleetOptions agentEnvironment(Map<String, String> variables) {
    agentEnvironment.putAll(variables);
    return this;
  }

  Map<String, String> environmentOf(ServiceName service) {
    var all = new LinkedHashMap<>(service == ServiceName.ERP_SYNC ? demoErpEnvironment : Map.of());
    all.putAll(environment.getOrDefault(service, Collections.emptyMap()));
    return all;
  }
}
