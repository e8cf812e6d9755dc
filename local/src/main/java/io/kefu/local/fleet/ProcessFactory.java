package io.kefu.local.fleet;

import io.kefu.local.backends.process.Guardian;
import java.util.LinkedHashMap;
import java.util.function.BooleanSupplier;

/** Prepares the fleet's processes; each is started by whoever asked for it. */
final class ProcessFactory {

  private final FleetOptions options;
  private final ServiceEnvironment environment;
  private final Guardian guardian;
  private final Health health = new Health();

  ProcessFactory(FleetOptions options, ServiceEnvironment environment, Guardian guardian) {
    this.options = options;
    this.environment = environment;
    this.guardian = guardian;
  }

  /**
   * An instance of a service.
   *
   * @throws FleetException when it is not built
   */
  FleetProcess service(ServiceName service, String name, int port) {
    var variables = new LinkedHashMap<>(environment.of(service, port, options.home.service(name)));
    variables.putAll(options.environmentOf(service));
    return process(
        name,
        port,
        FleetFile.Kind.SERVICE,
        new ServiceLaunch(service, name, options, variables, false),
        () -> health.isServiceReady(port));
  }

  /**
   * The simulated agent.
   *
   * @throws FleetException when it is not built
   */
  FleetProcess agent(int port) {
    var variables = new LinkedHashMap<>(environment.ofAgent(options.home.agent()));
    variables.putAll(options.agentEnvironment);
    return process(
        FleetPorts.AGENT,
        port,
        FleetFile.Kind.AGENT,
        new AgentLaunch(options, port, variables),
        () -> Health.accepts(port));
  }

  private FleetProcess process(
      String name,
      int port,
      FleetFile.Kind kind,
      FleetProcess.Launch launch,
      BooleanSupplier probe) {
    return new FleetProcess(name, port, kind, launch, probe, guardian, options.startTimeout);
  }
}
