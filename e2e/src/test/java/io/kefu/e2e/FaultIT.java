package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Breaks each part of the fleet in turn under traffic and prints what it did to the customers:
 * {@code ./kefu fault}; docs/faults.md explains the table. Takes about a quarter of an hour.
 *
 * <p>Settings (system properties): {@code fault.rate} messages a second (20), {@code fault.seconds}
 * of traffic before and after each fault (8), {@code fault.only} parts of faults' names. The table
 * is also in {@code e2e/target/faults.json}.
 */
@Tag("fault")
class FaultIT {

  private static final int AGENTS = 3;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  @Test
  void noFaultLosesDoublesOrReordersAMessage() throws Exception {
    int rate = Integer.getInteger("fault.rate", 20);
    Duration traffic = Duration.ofSeconds(Integer.getInteger("fault.seconds", 8));
    String only = System.getProperty("fault.only", "");
    List<FaultResult> results = new ArrayList<>();
    Path target = E2e.root().resolve("e2e/target");
    try (FaultFleet fleet = FaultFleet.start(target.resolve("fault-fleet"), true, false)) {
      fleet.agents(AGENTS);
      FaultRun run = new FaultRun(fleet, rate);
      // Cold virtual machines are no fault: what they cost is not counted in any line.
      run.under(new Fault("nothing", scene -> {}), traffic);
      out.println(FaultResult.heading());
      for (Fault fault : faults(only)) {
        FaultResult result = run.under(fault, traffic);
        out.println(result);
        results.add(result);
        FaultResult.write(target.resolve("faults.json"), rate, results);
      }
      assertThat(fleet.llm().answered()).as("answers of the simulated model").isPositive();
    }
    assertThat(results).allMatch(result -> result.findings().keepsThePromises());
    assertThat(results)
        .filteredOn(result -> result.fault().equals("agent dies after Enter"))
        .allMatch(result -> result.findings().unknown() > 0);
  }

  private static List<Fault> faults(String only) {
    List<Fault> faults = new ArrayList<>();
    faults.add(new Fault("nothing", scene -> {}));
    faults.addAll(Faults.all());
    List<String> wanted = List.of(only.split(","));
    return faults.stream()
        .filter(fault -> wanted.stream().anyMatch(part -> fault.name().contains(part)))
        .toList();
  }
}
