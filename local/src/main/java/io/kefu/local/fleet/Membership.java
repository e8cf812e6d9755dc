package io.kefu.local.fleet;

import io.kefu.local.backends.Backend;
import io.kefu.local.backends.EmbeddedBackends;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Puts a running fleet into the words of its {@link FleetFile}. */
final class Membership {

  private Membership() {}

  static FleetFile.Description describe(
      EmbeddedBackends backends,
      Collection<FleetProcess> processes,
      URI gateway,
      int agentPort,
      boolean ready) {
    var members = new ArrayList<FleetFile.Member>();
    if (backends != null) {
      add(members, FleetPorts.KAFKA, "java", backends.kafka());
      add(members, FleetPorts.POSTGRES, "postgres", backends.postgres());
      add(members, FleetPorts.REDIS, "redis-server", backends.redis());
    }
    for (FleetProcess process : processes) {
      process
          .pid()
          .ifPresent(
              pid ->
                  members.add(member(process.name(), pid, "java", process.port(), process.kind())));
    }
    return new FleetFile.Description(
        member("launcher", ProcessHandle.current().pid(), "java", 0, FleetFile.Kind.LAUNCHER),
        ready,
        gateway.toString(),
        agentPort,
        FleetLogin.TENANT,
        FleetLogin.USERNAME,
        FleetLogin.AGENT_ID,
        members);
  }

  private static void add(
      List<FleetFile.Member> members, String name, String command, Backend backend) {
    // Kafka may live in this JVM: then it has no process to be found.
    backend
        .pid()
        .ifPresent(
            pid -> members.add(member(name, pid, command, backend.port(), FleetFile.Kind.BACKEND)));
  }

  private static FleetFile.Member member(
      String name, long pid, String command, int port, FleetFile.Kind kind) {
    return new FleetFile.Member(
        name,
        pid,
        ProcessHandle.of(pid).flatMap(process -> process.info().startInstant()).orElse(null),
        command,
        port,
        kind);
  }
}
