package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.e2e.history.History;
import io.kefu.local.backends.BackendsConfig.KafkaPlacement;
import io.kefu.local.fleet.Fleet;
import io.kefu.local.fleet.FleetListener;
import io.kefu.local.fleet.FleetOptions;
import io.kefu.local.fleet.FleetOptions.AotMode;
import io.kefu.local.fleet.FleetProcess;
import io.kefu.local.fleet.ServiceName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fleet to break: Kafka in a process of its own, a simulated model, and several agents, all but
 * the first behind a load balancer.
 */
final class FaultFleet implements AutoCloseable {

  private static final Duration THOUGHT = Duration.ofMillis(200);

  /** The customers of a test type more than a person's WeChat may send. */
  private static final Map<String, String> UNLIMITED =
      Map.of(
          "KEFU_MESSAGE_REPLY_LIMITS_AGENT_PER_MINUTE", "0",
          "KEFU_MESSAGE_REPLY_LIMITS_GROUP_PER_MINUTE", "0",
          "KEFU_MESSAGE_REPLY_LIMITS_USER_IN_GROUP_EVERY", "0s");

  private final SimulatedLlm llm;
  private final LoadBalancer balancer;
  private final SpanReceiver collector;
  private final Fleet fleet;
  private final Map<String, FleetProcess> agents = new LinkedHashMap<>();

  private FaultFleet(SimulatedLlm llm, LoadBalancer balancer, SpanReceiver collector, Fleet fleet) {
    this.llm = llm;
    this.balancer = balancer;
    this.collector = collector;
    this.fleet = fleet;
  }

  /**
   * Starts it on free ports, with no state.
   *
   * @param home folder of the fleet
   * @param durable whether commits wait for the disk
   * @param traced whether services send the spans that callers ask for
   */
  static FaultFleet start(Path home, boolean durable, boolean traced) throws IOException {
    SimulatedLlm llm = new SimulatedLlm(THOUGHT);
    SpanReceiver collector = traced ? new SpanReceiver() : null;
    FleetOptions options =
        FleetOptions.in(E2e.root(), home)
            .fresh(true)
            .anyPorts()
            .durable(durable)
            .kafka(KafkaPlacement.CHILD_PROCESS)
            // Those that ./kefu up has made, if any: a service that comes back sooner.
            .aot(AotMode.USE, E2e.root().resolve(".kefu/aot"))
            .environment(ServiceName.AI_SERVICE, llm.environment())
            .environment(ServiceName.MESSAGE_SERVICE, UNLIMITED);
    if (traced) {
      for (ServiceName service : ServiceName.values()) {
        options.environment(service, collector.environment());
      }
    }
    Fleet fleet = Fleet.start(options, FleetListener.SILENT);
    FaultFleet breakable = new FaultFleet(llm, new LoadBalancer(), collector, fleet);
    breakable.balance(List.of(fleet.service(ServiceName.GATEWAY)));
    breakable.agents.put(fleet.login().agentId(), fleet.agent());
    return breakable;
  }

  /** Starts agents until there are as many. */
  void agents(int number) {
    while (agents.size() < number) {
      addAgent("agent_00" + (agents.size() + 1));
    }
  }

  private void addAgent(String agentId) {
    var answer =
        fleet
            .gateway()
            .send("POST", "/api/v1/agents", Map.of("agent_id", agentId, "name", agentId));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    String secret = E2e.json(answer.body()).path("secret_key").asText();
    agents.put(agentId, fleet.startAgent(agentId, secret, balancer.url()));
  }

  /** Opens the WeChat of every agent. */
  List<Phone> phones(History history) {
    List<Phone> phones = new ArrayList<>();
    agents.forEach((id, process) -> phones.add(Phone.open(id, process, history)));
    return phones;
  }

  /** The gateways that the load balancer may choose. */
  void balance(List<FleetProcess> gateways) {
    balancer.targets(gateways.stream().map(FleetProcess::port).toList());
  }

  Fleet fleet() {
    return fleet;
  }

  SimulatedLlm llm() {
    return llm;
  }

  /** Where the spans go; empty when none are sent. */
  Optional<SpanReceiver> collector() {
    return Optional.ofNullable(collector);
  }

  @Override
  public void close() throws IOException {
    try (llm;
        balancer;
        collector) {
      fleet.close();
    }
  }
}
