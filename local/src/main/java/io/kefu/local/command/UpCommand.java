package io.kefu.local.command;

import io.kefu.local.backends.BackendException;
import io.kefu.local.backends.BackendsConfig.KafkaPlacement;
import io.kefu.local.console.Console;
import io.kefu.local.console.Console.Style;
import io.kefu.local.fleet.Fleet;
import io.kefu.local.fleet.FleetAlreadyRuns;
import io.kefu.local.fleet.FleetException;
import io.kefu.local.fleet.FleetHome;
import io.kefu.local.fleet.FleetOptions;
import io.kefu.local.fleet.FleetOptions.AotMode;
import io.kefu.local.fleet.FleetPorts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the fleet and keeps it until it is told to stop. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description =
        "Starts the whole fleet: Kafka, PostgreSQL, Redis, six services, a simulated agent, a"
            + " simulated ERP and a demo knowledge base. Ctrl+C stops everything.",
    footer = {
      "",
      "Ports can also be chosen in the environment: KEFU_PORT_GATEWAY=9080.",
      "Exit code: 0 stopped in order or already running, 1 could not start or broke, 2 wrong usage."
    })
public final class UpCommand implements Callable<Integer> {

  @Mixin private HomeOption homeOption;

  @Option(
      names = "--fresh",
      description = "Deletes the state first: messages, customers, knowledge, secrets.")
  private boolean fresh;

  @Option(
      names = "--port",
      paramLabel = "PART=PORT",
      description =
          "Chooses a port; 0 is any free one. Parts: rag-service, message-service, ai-service,"
              + " gateway, erp-sync, stats, kafka, postgres, redis, agent, erp.")
  private Map<String, Integer> ports = new LinkedHashMap<>();

  @Option(
      names = "--gateway-host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address that the gateway listens on; 0.0.0.0 lets agents on other machines in (default:"
              + " ${DEFAULT-VALUE}).")
  private String gatewayHost;

  @Option(
      names = "--kafka-process",
      description = "Runs Kafka in a JVM of its own, so that it can be killed alone.")
  private boolean kafkaProcess;

  @Option(names = "--no-agent", description = "Starts no simulated agent.")
  private boolean noAgent;

  @Option(names = "--no-demo", description = "Loads no demo knowledge base.")
  private boolean noDemo;

  @Option(
      names = "--no-erp",
      description = "Starts no simulated ERP; erp-sync then keeps changes waiting.")
  private boolean noErp;

  @Option(
      names = "--no-aot",
      description = "Neither uses nor makes ahead-of-time caches (JDK 25 and newer).")
  private boolean noAot;

  @Option(
      names = "--detach",
      description =
          "Returns when the fleet is healthy and leaves it running; ./kefu down stops it.")
  private boolean detach;

  @Override
  public Integer call() {
    Console console = Console.standard();
    FleetHome home = homeOption.home();
    FleetOptions options;
    try {
      options = options(home);
    } catch (IllegalArgumentException e) {
      console.line(console.style(Style.RED, e.getMessage()));
      return ExitCodes.USAGE;
    }
    if (detach) {
      return new DetachedLaunch(console, home).run();
    }
    return run(console, options);
  }

  private FleetOptions options(FleetHome home) {
    var chosen = new LinkedHashMap<>(FleetPorts.chosenBy(System.getenv()));
    chosen.putAll(ports);
    FleetPorts.choose(chosen, port -> true, () -> 1);
    return FleetOptions.in(HomeOption.root(), home.path())
        .fresh(fresh)
        .supervised(true)
        .ports(chosen)
        .gatewayHost(gatewayHost)
        .withAgent(!noAgent)
        .withDemoKnowledge(!noDemo)
        .withErp(!noErp)
        .kafka(kafkaProcess ? KafkaPlacement.CHILD_PROCESS : KafkaPlacement.IN_PROCESS)
        .aot(noAot ? AotMode.OFF : AotMode.TRAIN, home.aot());
  }

  private int run(Console console, FleetOptions options) {
    FleetHome home = homeOption.home();
    LauncherLog.open(home);
    try (var progress = new Progress(console)) {
      Fleet fleet;
      try {
        fleet = Fleet.start(options, progress);
      } catch (FleetAlreadyRuns e) {
        return alreadyRuns(console, e);
      } catch (FleetException | BackendException | IllegalArgumentException e) {
        progress.quiet();
        console.line(console.style(Style.RED, "The fleet did not start."));
        console.line(e.getMessage());
        console.line(
            "The logs are in " + home.logs() + ". What was started has been stopped again.");
        return ExitCodes.FAILED;
      }
      try (fleet) {
        progress.settled();
        new Welcome(console).print(fleet);
        fleet.broken().get();
        return ExitCodes.OK;
      } catch (ExecutionException e) {
        console.line(console.style(Style.RED, e.getCause().getMessage()));
        return ExitCodes.FAILED;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return ExitCodes.FAILED;
      }
    }
  }

  private int alreadyRuns(Console console, FleetAlreadyRuns e) {
    console.line(e.getMessage());
    e.running()
        .filter(running -> running.ready())
        .ifPresent(running -> console.line("It answers at " + running.gatewayUrl()));
    return fresh ? ExitCodes.FAILED : ExitCodes.OK;
  }
}
