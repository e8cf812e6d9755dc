package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.e2e.FaultRun.Fault;
import io.kefu.e2e.FaultRun.Result;
import io.kefu.local.backends.Backend;
import io.kefu.local.backends.BackendsConfig.KafkaPlacement;
import io.kefu.local.fleet.Fleet;
import io.kefu.local.fleet.FleetListener;
import io.kefu.local.fleet.FleetOptions;
import io.kefu.local.fleet.FleetOptions.AotMode;
import io.kefu.local.fleet.ServiceName;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Kills each process of the fleet in turn under traffic and prints what it did to the customers:
 * {@code ./kefu fault}. Takes about ten minutes. Settings: {@code fault.rate} messages a second
 * (20), {@code fault.seconds} of traffic before and after each fault (10), {@code fault.only} part
 * of a fault's name.
 */
@Tag("fault")
class FaultIT {

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  @Test
  void noFaultLosesOrDoublesAMessage() throws Exception {
    int rate = Integer.getInteger("fault.rate", 20);
    Duration traffic = Duration.ofSeconds(Integer.getInteger("fault.seconds", 10));
    Path home = E2e.root().resolve("e2e/target/fault-fleet");
    List<Result> results = new ArrayList<>();
    try (Fleet fleet =
        Fleet.start(
            FleetOptions.in(E2e.root(), home)
                .fresh(true)
                .anyPorts()
                .kafka(KafkaPlacement.CHILD_PROCESS)
                .aot(AotMode.OFF, home.resolve("aot")),
            FleetListener.SILENT)) {
      String only = System.getProperty("fault.only", "");
      for (Map.Entry<String, Fault> fault : faults().entrySet()) {
        if (!fault.getKey().contains(only)) {
          continue;
        }
        try (SimulatedWeChat weChat = new SimulatedWeChat(fleet.agentPort())) {
          Result result =
              new FaultRun(fleet, weChat, rate)
                  .under(fault.getKey(), traffic, traffic, fault.getValue());
          out.println(result);
          results.add(result);
        }
      }
    }
    out.println();
    out.println(Result.heading());
    results.forEach(out::println);
    assertThat(results).allMatch(Result::keepsThePromises);
  }

  private static Map<String, Fault> faults() {
    Map<String, Fault> faults = new LinkedHashMap<>();
    for (ServiceName service : ServiceName.values()) {
      faults.put(
          "kill -9 " + service.id(),
          fleet -> {
            fleet.service(service).kill();
            fleet.service(service).start();
          });
    }
    faults.put("kill -9 Kafka", fleet -> killAndRestart(fleet.backends().kafka()));
    faults.put("kill -9 PostgreSQL", fleet -> killAndRestart(fleet.backends().postgres()));
    faults.put("kill -9 Redis", fleet -> killAndRestart(fleet.backends().redis()));
    faults.put("Redis FLUSHALL", fleet -> flush(fleet.backends().redis().uri()));
    faults.put(
        "kill -9 agent",
        fleet -> {
          fleet.agent().kill();
          fleet.agent().start();
        });
    return faults;
  }

  /** In Redis's inline protocol: a client library would be the only use of one here. */
  private static void flush(String uri) {
    URI redis = URI.create(uri);
    String userInfo = redis.getUserInfo();
    String password = userInfo == null ? "" : userInfo.substring(userInfo.lastIndexOf(':') + 1);
    String commands = (password.isEmpty() ? "" : "AUTH " + password + "\r\n") + "FLUSHALL\r\n";
    try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
      socket.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = new byte[64];
      int read = socket.getInputStream().read(answer);
      assertThat(new String(answer, 0, read, StandardCharsets.US_ASCII)).startsWith("+OK");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void killAndRestart(Backend backend) {
    backend.kill();
    backend.restart();
  }
}
