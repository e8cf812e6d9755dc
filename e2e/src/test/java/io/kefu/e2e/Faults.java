package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.e2e.Fault.Deed;
import io.kefu.e2e.Fault.Scene;
import io.kefu.local.backends.Backend;
import io.kefu.local.fleet.Fleet;
import io.kefu.local.fleet.FleetProcess;
import io.kefu.local.fleet.ServiceName;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The faults that the fleet must survive. */
final class Faults {

  private static final int OUTAGE_SECONDS = 60;

  private Faults() {}

  /** All, in the order of the table in docs/faults.md. */
  static List<Fault> all() {
    List<Fault> faults = new ArrayList<>();
    for (ServiceName service : ServiceName.values()) {
      faults.add(killing(service));
    }
    faults.add(new Fault("kill -9 Kafka", backend(scene -> fleet(scene).backends().kafka())));
    faults.add(
        new Fault("kill -9 PostgreSQL", backend(scene -> fleet(scene).backends().postgres())));
    faults.add(new Fault("kill -9 Redis", backend(scene -> fleet(scene).backends().redis())));
    faults.add(new Fault("Redis FLUSHALL", scene -> flush(fleet(scene).backends().redis().uri())));
    faults.add(new Fault("kill -9 agent", scene -> killAndStart(scene.phones().get(0).process())));
    faults.add(new Fault("agent dies after Enter", Faults::dieAfterEnter));
    faults.add(new Fault("Kafka away for 60 s", Faults::longOutage));
    faults.add(new Fault("model refuses for 10 s", Faults::refusingModel));
    faults.add(new Fault("kill -9 one of 2 message-service", one(ServiceName.MESSAGE_SERVICE)));
    faults.add(new Fault("kill -9 one of 2 gateway", one(ServiceName.GATEWAY)));
    return faults;
  }

  /** kill -9 of a service that is started again at once, as a platform for containers does. */
  static Fault killing(ServiceName service) {
    return new Fault(
        "kill -9 " + service.id(), scene -> killAndStart(fleet(scene).service(service)));
  }

  private static void killAndStart(FleetProcess process) {
    process.kill();
    process.start();
  }

  private interface BackendOf {
    Backend in(Scene scene);
  }

  private static Deed backend(BackendOf chosen) {
    return scene -> {
      Backend backend = chosen.in(scene);
      backend.kill();
      backend.restart();
    };
  }

  /** kill -9 of Kafka that is started again at once. */
  static Fault killingKafka() {
    return new Fault("kill -9 Kafka", backend(scene -> fleet(scene).backends().kafka()));
  }

  private static void dieAfterEnter(Scene scene) {
    Phone phone = scene.phones().get(0);
    phone.weChat().dieInTheNextSend();
    E2e.await("the agent to die").until(() -> !phone.process().isRunning());
    phone.process().start();
  }

  private static void longOutage(Scene scene) {
    Backend kafka = fleet(scene).backends().kafka();
    kafka.kill();
    scene.keepTyping(OUTAGE_SECONDS);
    scene.outageEnds();
    kafka.restart();
  }

  private static void refusingModel(Scene scene) {
    scene.fleet().llm().outOfOrder(true);
    scene.keepTyping(10);
    scene.fleet().llm().outOfOrder(false);
  }

  /** Starts a second instance, kills the first while the second works, and brings it back. */
  private static Deed one(ServiceName service) {
    return scene -> {
      FleetProcess first = fleet(scene).service(service);
      FleetProcess second = fleet(scene).startReplica(service);
      if (service == ServiceName.GATEWAY) {
        scene.fleet().balance(List.of(second, first));
      }
      scene.awaitAnswers(50);
      scene.outageEnds();
      first.kill();
      scene.keepTyping(15);
      first.start();
      scene.keepTyping(3);
      if (service == ServiceName.GATEWAY) {
        scene.fleet().balance(List.of(first));
      }
      second.kill();
    };
  }

  private static Fleet fleet(Scene scene) {
    return scene.fleet().fleet();
  }

  /** In Redis's inline protocol: a client library would be the only use of one here. */
  private static void flush(String uri) {
    URI redis = URI.create(uri);
    String userInfo = redis.getUserInfo();
    String password = userInfo == null ? "" : userInfo.substring(userInfo.lastIndexOf(':') + 1);
    try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
      if (!password.isEmpty()) {
        assertThat(ask(socket, "AUTH " + password)).startsWith("+OK");
      }
      assertThat(ask(socket, "FLUSHALL")).startsWith("+OK");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String ask(Socket socket, String command) throws IOException {
    socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
    byte[] answer = new byte[64];
    int read = socket.getInputStream().read(answer);
    return new String(answer, 0, Math.max(0, read), StandardCharsets.US_ASCII);
  }
}
