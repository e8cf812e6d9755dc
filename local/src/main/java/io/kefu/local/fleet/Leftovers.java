package io.kefu.local.fleet;

import io.kefu.local.backends.process.RunFile;
import io.kefu.local.backends.process.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Processes of an earlier fleet whose launcher is gone. */
public final class Leftovers {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private Leftovers() {}

  /**
   * Members of the description that still run: by process id, start time and program, so that a
   * stranger with a reused id is left alone.
   */
  public static List<FleetFile.Member> find(Optional<FleetFile.Description> description) {
    return description.map(FleetFile.Description::members).orElse(List.of()).stream()
        .filter(member -> member.kind() != FleetFile.Kind.LAUNCHER)
        .filter(member -> member.identity().find().isPresent())
        .toList();
  }

  /**
   * Stops them, services before back ends, and forgets the description.
   *
   * @return names of what was stopped
   */
  public static List<String> stop(FleetHome home) throws IOException {
    var stopped = new ArrayList<String>();
    List<FleetFile.Member> left = find(FleetFile.read(home.fleetFile()));
    for (boolean backends : new boolean[] {false, true}) {
      List<FleetFile.Member> wave =
          left.stream()
              .filter(member -> (member.kind() == FleetFile.Kind.BACKEND) == backends)
              .toList();
      wave.parallelStream()
          .forEach(
              member ->
                  member
                      .identity()
                      .find()
                      .ifPresent(process -> RunFile.stop(process, signal(member), PATIENCE)));
      wave.forEach(member -> stopped.add(member.name()));
    }
    Files.deleteIfExists(home.fleetFile());
    return stopped;
  }

  private static StopSignal signal(FleetFile.Member member) {
    return member.name().equals(FleetPorts.POSTGRES) ? StopSignal.INT : StopSignal.TERM;
  }
}
