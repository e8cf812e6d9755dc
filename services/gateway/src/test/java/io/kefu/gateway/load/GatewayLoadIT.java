package io.kefu.gateway.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.gateway.auth.LoadTokens;
import io.kefu.gateway.testing.GatewayProcess;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.testharness.KefuBackends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one gateway bears: idle agents with heartbeats, messages to Kafka with their acks, and a
 * reconnect storm. Prints figures; fails only when something is lost. Sizes: {@code
 * -Dkefu.load.idle}, {@code .rate} (messages a second), {@code .seconds}, {@code .storm}.
 */
@EnabledIfSystemProperty(named = "kefu.load", matches = "true")
class GatewayLoadIT {

  private static final int IDLE = Integer.getInteger("kefu.load.idle", 5000);
  private static final int RATE = Integer.getInteger("kefu.load.rate", 500);
  private static final int SECONDS = Integer.getInteger("kefu.load.seconds", 20);
  private static final int STORM = Integer.getInteger("kefu.load.storm", 2000);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path logs;

  @Test
  void oneGatewayBearsItsAgents() throws Exception {
    KefuBackends backends = new KefuBackends();
    backends.init(Map.of("schema", "gateway"));
    Map<String, String> settings = new HashMap<>(backends.start());
    settings.putAll(new GatewaySecrets().start());
    settings.put("kefu.session.hello-timeout", "60s");
    try (GatewayProcess gateway = GatewayProcess.start(settings, logs.resolve("gateway.log"))) {
      gateway.awaitUp();
      LoadTokens tokens = new LoadTokens(settings);
      try (LoadAgents agents = new LoadAgents(gateway.port(), tokens)) {
        idle(gateway, agents);
        messages(agents);
      }
      try (LoadAgents agents = new LoadAgents(gateway.port(), tokens)) {
        storm(agents);
      }
    }
  }

  private static void idle(GatewayProcess gateway, LoadAgents agents) throws Exception {
    gateway.collectGarbage();
    Memory before = memory(gateway);
    long begin = System.nanoTime();
    agents.connect(0, IDLE);
    Awaitility.await("welcomes").atMost(PATIENCE).until(() -> agents.welcomed() == IDLE);
    double connected = seconds(begin);
    for (int agent = 0; agent < IDLE; agent++) {
      agents.beat(agent);
    }
    Awaitility.await("heartbeats").atMost(PATIENCE).until(() -> agents.beats() == IDLE);
    gateway.collectGarbage();
    Memory after = memory(gateway);
    double heap = (after.heapBytes() - before.heapBytes()) / IDLE;
    double rss = (after.rssBytes() - before.rssBytes()) / IDLE;
    System.out.printf(
        "idle: %d agents connected in %.1f s; heap %.1f KB and RSS %.1f KB an agent;"
            + " RSS %.0f MB in all; %.0f agents per GB by RSS growth%n",
        IDLE, connected, heap / 1024, rss / 1024, after.rssBytes() / 1e6, 1e9 / Math.max(rss, 1));
    assertThat(agents.errors()).isZero();
  }

  private static void messages(LoadAgents agents) {
    long total = (long) RATE * SECONDS;
    long begin = System.nanoTime();
    for (long i = 0; i < total; i++) {
      long due = begin + i * 1_000_000_000L / RATE;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(Math.min(1_000_000, due - System.nanoTime()));
      }
      agents.say((int) (i % IDLE), UUID.randomUUID().toString());
    }
    double sent = seconds(begin);
    Awaitility.await("acks").atMost(PATIENCE).until(() -> agents.unacked() == 0);
    long[] nanos = agents.ackNanos();
    System.out.printf(
        "messages: %d in %.1f s (%.0f/s), every one acked; ack p50 %.1f ms, p95 %.1f ms, p99 %.1f"
            + " ms; errors %d%n",
        nanos.length,
        sent,
        nanos.length / sent,
        quantile(nanos, 0.5),
        quantile(nanos, 0.95),
        quantile(nanos, 0.99),
        agents.errors());
    assertThat(nanos).hasSize((int) total);
    assertThat(agents.errors()).isZero();
  }

  private static void storm(LoadAgents agents) throws Exception {
    agents.connect(0, STORM);
    Awaitility.await("welcomes").atMost(PATIENCE).until(() -> agents.welcomed() == STORM);
    agents.cutAll();
    long begin = System.nanoTime();
    agents.connect(0, STORM);
    Awaitility.await("welcomes").atMost(PATIENCE).until(() -> agents.welcomed() >= STORM);
    System.out.printf(
        "storm: %d agents back in %.1f s; errors %d%n", STORM, seconds(begin), agents.errors());
  }

  private record Memory(double heapBytes, double rssBytes) {}

  private static Memory memory(GatewayProcess gateway) throws IOException {
    double heap =
        gateway
            .get("/q/metrics")
            .lines()
            .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
    double rss =
        Files.readAllLines(Path.of("/proc/" + gateway.pid() + "/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
            .sum();
    return new Memory(heap, rss);
  }

  private static double quantile(long[] sorted, double q) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * q))] / 1e6;
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
