package io.kefu.local.command;

import io.kefu.local.console.Console;
import io.kefu.local.console.Console.Style;
import io.kefu.local.fleet.FleetFile;
import io.kefu.local.fleet.FleetHome;
import io.kefu.local.fleet.Health;
import io.kefu.local.fleet.Leftovers;
import io.kefu.local.fleet.ResidentMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what runs. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows each process of the fleet: id, port, health and memory.",
    footer = {"", "Exit code: 0 all healthy, 1 something is not, 3 no fleet runs."})
public final class StatusCommand implements Callable<Integer> {

  private static final String ROW = "%-18s %8s %6s  %-9s %8s";

  @Mixin private HomeOption homeOption;

  @Override
  public Integer call() {
    Console console = Console.standard();
    FleetHome home = homeOption.home();
    Optional<FleetFile.Description> running = HomeOption.running(home);
    if (running.isEmpty()) {
      console.line("No fleet runs in " + home.path() + ". Start one with ./kefu up");
      List<FleetFile.Member> left = Leftovers.find(FleetFile.read(home.fleetFile()));
      if (!left.isEmpty()) {
        console.line(
            "A killed one left %d processes behind; ./kefu down stops them."
                .formatted(left.size()));
      }
      return ExitCodes.NOT_RUNNING;
    }
    boolean healthy = table(console, running.get());
    console.line("");
    console.line(
        running.get().ready()
            ? "Gateway %s   logs %s".formatted(running.get().gatewayUrl(), home.logs())
            : "The fleet is still starting.");
    return healthy && running.get().ready() ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private static boolean table(Console console, FleetFile.Description fleet) {
    var health = new Health();
    var members = new ArrayList<FleetFile.Member>();
    members.add(fleet.launcher());
    members.addAll(fleet.members());
    console.line(
        console.style(Style.BOLD, ROW.formatted("process", "pid", "port", "health", "RSS")));
    boolean allHealthy = true;
    long total = 0;
    for (FleetFile.Member member : members) {
      boolean alive = member.identity().find().isPresent();
      boolean well = alive && health.isHealthy(member);
      allHealthy &= well;
      OptionalLong memory = alive ? ResidentMemory.bytes(member.pid()) : OptionalLong.empty();
      total += memory.orElse(0);
      String state = well ? "healthy" : alive ? "not ready" : "down";
      console.line(
          ROW.formatted(
              member.name(),
              member.pid(),
              member.port() == 0 ? "" : member.port(),
              state,
              memory.isPresent() ? megabytes(memory.getAsLong()) : ""));
    }
    console.line(ROW.formatted("together", "", "", "", megabytes(total)));
    return allHealthy;
  }

  private static String megabytes(long bytes) {
    return bytes / (1024 * 1024) + " MB";
  }
}
