package io.kefu.local.fleet;

import io.kefu.local.backends.process.Guardian;
import java.net.URI;
import java.nio.file.Path;
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
    return agent(FleetPorts.AGENT, options.home.agent(), variables, port);
  }

  /**
   * One more simulated agent.
   *
   * @throws FleetException when it is not built
   */
  FleetProcess agent(String agentId, String secret, URI gateway, int port) {
    Path folder = options.home.agent(agentId);
    var variables = new LinkedHashMap<>(environment.ofAgent(folder));
    variables.putAll(options.agentEnvironment);
    variables.put("KEFU_AGENT_GATEWAY_URL", gateway.toString());
    variables.put("KEFU_AGENT_ID", agentId);
    variables.put("KEFU_AGENT_SECRET", secret);
    variables.put("KEFU_AGENT_SIMULATED_PORT", Integer.toString(port));
    return agent(agentId, folder, variables, port);
  }

  private FleetProcess agent(
      String name, Path folder, LinkedHashMap<String, String> variables, int port) {
    return process(
        name,
        port,
        FleetFile.Kind.AGENT,
        new AgentLaunch(options, name, folder, port, variables),
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
