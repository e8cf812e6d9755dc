package io.kefu.local.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kefu.local.Json;
import io.kefu.local.backends.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code .kefu/run/fleet.json}: what runs, for {@code status}, {@code chat}, {@code down}. */
public final class FleetFile {

  /**
   * A running fleet.
   *
   * @param launcher the process that keeps it
   * @param ready whether all of it was healthy and the knowledge loaded
   * @param gatewayUrl where the REST API is
   * @param agentPort chat socket of the simulated agent; 0 without an agent
   * @param tenant the tenant of the first login
   * @param username of the first login
   * @param agentId of the simulated agent
   * @param members all processes
   */
  public record Description(
      Member launcher,
      boolean ready,
      String gatewayUrl,
      int agentPort,
      String tenant,
      String username,
      String agentId,
      List<Member> members) {

    /** Copies the list. */
    public Description {
      members = List.copyOf(members);
    }
  }

  /**
   * One process.
   *
   * @param name what it is
   * @param pid process id
   * @param startedAt when the system says it began; null where it does not say
   * @param command file name of its program
   * @param port its port, 0 for none
   * @param kind how its health is asked
   */
  public record Member(
      String name, long pid, Instant startedAt, String command, int port, Kind kind) {

    /** Says which process is meant, also after its id was reused. */
    public ProcessIdentity identity() {
      return new ProcessIdentity(pid, Optional.ofNullable(startedAt), command);
    }
  }

  /** How a member's health is asked. */
  public enum Kind {
    /** By its readiness over HTTP. */
    SERVICE,
    /** By its port. */
    BACKEND,
    /** By its chat socket. */
    AGENT,
    /** By being alive. */
    LAUNCHER
  }

  private FleetFile() {}

  /** What was written last; empty when there is nothing or it cannot be understood. */
  public static Optional<Description> read(Path file) {
    try {
      return Optional.of(Json.MAPPER.readValue(Files.readString(file), Description.class));
    } catch (IOException | RuntimeException none) {
      return Optional.empty();
    }
  }

  /** Replaces the file in one step. */
  public static void write(Path file, Description description) throws IOException {
    Files.createDirectories(file.getParent());
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Files.writeString(next, Json.MAPPER.writeValueAsString(description));
    } catch (JsonProcessingException e) {
      throw new IOException(e);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
