package io.kefu.local.command;

import io.kefu.local.backends.process.RunFile;
import io.kefu.local.backends.process.StopSignal;
import io.kefu.local.console.Console;
import io.kefu.local.fleet.FleetFile;
import io.kefu.local.fleet.FleetHome;
import io.kefu.local.fleet.Leftovers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops the fleet from outside. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stops the running fleet, and whatever a killed one left behind.")
public final class DownCommand implements Callable<Integer> {

  /** Long enough for services that finish what they do. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Mixin private HomeOption homeOption;

  @Override
  public Integer call() throws IOException {
    Console console = Console.standard();
    FleetHome home = homeOption.home();
    Optional<FleetFile.Description> running = HomeOption.running(home);
    if (running.isPresent()) {
      FleetFile.Member launcher = running.get().launcher();
      console.line("Stopping the fleet in " + home.path());
      launcher
          .identity()
          .find()
          .ifPresent(process -> RunFile.stop(process, StopSignal.TERM, PATIENCE));
    }
    List<String> leftovers = Leftovers.stop(home);
    if (!leftovers.isEmpty()) {
      console.line("Stopped what was left behind: " + String.join(", ", leftovers));
    }
    console.line(
        running.isEmpty() && leftovers.isEmpty()
            ? "No fleet runs in " + home.path()
            : "The fleet is stopped.");
    return ExitCodes.OK;
  }
}
