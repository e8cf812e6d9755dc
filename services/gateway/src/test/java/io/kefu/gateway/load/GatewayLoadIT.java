package io.kefu.gateway.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.gateway.auth.LoadTokens;
import io.kefu.gateway.load.LoadAgents.Count;
import io.kefu.gateway.testing.GatewayProcess;
import io.kefu.gateway.testing.GatewaySecrets;
import io.kefu.testharness.KefuBackends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.pollinterval.FixedPollInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one gateway bears: idle agents with heartbeats, messages to Kafka with their acks, and a
 * reconnect storm. The gateway is the packaged program in a process of its own; the agents, Kafka
 * and PostgreSQL share the machine with it. Prints figures; fails when something is lost. Sizes:
 * {@code -Dkefu.load.idle}, {@code .idle-seconds}, {@code .rate} (messages a second), {@code
 * .seconds}, {@code .logins} (at once), {@code .storm}.
 */
@EnabledIfSystemProperty(named = "kefu.load", matches = "true")
class GatewayLoadIT {

  private static final int IDLE = Integer.getInteger("kefu.load.idle", 5000);
  private static final int IDLE_SECONDS = Integer.getInteger("kefu.load.idle-seconds", 40);
  private static final int RATE = Integer.getInteger("kefu.load.rate", 500);
  private static final int SECONDS = Integer.getInteger("kefu.load.seconds", 30);
  private static final int STORM = Integer.getInteger("kefu.load.storm", 2000);
  private static final int LOGINS = Integer.getInteger("kefu.load.logins", 400);
  private static final int LOGIN_RATE = 100;
  private static final int LOGIN_SECONDS = 10;
  private static final String HEAP = "kefu.test.gateway.heap";
  private static final int WARM_AGENTS = 200;
  private static final int WARM_SECONDS = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final double GB = 1e9;

  @TempDir Path logs;

  @Test
  void oneGatewayBearsItsAgents() throws Exception {
    KefuBackends backends = new KefuBackends();
    backends.init(Map.of("schema", "gateway"));
    Map<String, String> settings = new HashMap<>(backends.start());
    settings.putAll(new GatewaySecrets().start());
    // As it ships, but for what only tests turn down.
    settings.remove("kefu.session.hello-timeout");
    settings.remove("kefu.auth.hashing.memory-kib");
    settings.remove("kefu.auth.hashing.iterations");
    Path log = logs.resolve("gateway.log");
    if (System.getProperty(HEAP) == null) {
      System.setProperty(HEAP, "-Xmx512m");
    }
    try (GatewayProcess gateway = GatewayProcess.start(settings, log)) {
      gateway.awaitUp();
      LoadTokens signed = new LoadTokens(settings);
      Map<String, String> tokens = new HashMap<>();
      LoadAgents.TokenSource source =
          (agent, granted) -> granted.accept(tokens.computeIfAbsent(agent, signed::agent));
      warm(gateway, source);
      for (int agent = 0; agent < IDLE; agent++) {
        tokens.put("load_" + agent, signed.agent("load_" + agent));
      }
      try (LoadAgents agents = new LoadAgents(gateway.port(), source)) {
        try {
          idle(gateway, agents);
          messages(gateway, agents);
          logins(gateway, agents);
          storm(gateway, agents);
        } finally {
          System.out.println("tried again: " + agents.refusals());
        }
      }
    } finally {
      System.out.println("gateway's log: " + Files.readString(log).lines().count() + " lines");
      Files.readString(log)
          .lines()
          .filter(line -> line.contains("WARN") || line.contains("ERROR"))
          .limit(10)
          .forEach(System.out::println);
    }
  }

  /** What every long-running gateway has behind it: loaded classes, compiled code, full pools. */
  private static void warm(GatewayProcess gateway, LoadAgents.TokenSource tokens) {
    try (LoadAgents agents = new LoadAgents(gateway.port(), tokens)) {
      agents.connect("warm_", WARM_AGENTS);
      await("warm welcomes", () -> agents.count(Count.WELCOMED) == WARM_AGENTS);
      agents.talk(RATE, Duration.ofSeconds(WARM_SECONDS));
      await("warm acks", agents::allAcked);
    }
  }

  private static void idle(GatewayProcess gateway, LoadAgents agents) {
    GatewayFigures before = GatewayFigures.afterCollection(gateway);
    long begin = System.nanoTime();
    agents.connect("load_", IDLE);
    await("welcomes", () -> agents.count(Count.WELCOMED) == IDLE);
    double connected = seconds(begin);
    GatewayFigures quiet = GatewayFigures.now(gateway);
    int beats = agents.count(Count.BEATS);
    long end = System.nanoTime() + Duration.ofSeconds(IDLE_SECONDS).toNanos();
    await("idle", () -> System.nanoTime() > end);
    double cores = GatewayFigures.now(gateway).coresSince(quiet);
    beats = agents.count(Count.BEATS) - beats;
    GatewayFigures after = GatewayFigures.afterCollection(gateway);
    double heap = (after.heapBytes() - before.heapBytes()) / IDLE;
    double rss = (after.rssBytes() - before.rssBytes()) / IDLE;
    System.out.printf(
        "idle: %d agents connected in %.1f s; %d heartbeats in %d s cost %.1f %% of a core%n",
        IDLE, connected, beats, IDLE_SECONDS, cores * 100);
    System.out.printf(
        "idle: heap %.1f KB and RSS %.1f KB an agent; RSS %.0f MB before, %.0f MB after;"
            + " %.0f agents in the first GB, %.0f in each further one%n",
        heap / 1000,
        rss / 1000,
        before.rssBytes() / 1e6,
        after.rssBytes() / 1e6,
        (GB - before.rssBytes()) / Math.max(rss, 1),
        GB / Math.max(rss, 1));
    assertThat(agents.count(Count.ERRORS)).as("error frames").isZero();
    assertThat(agents.count(Count.CLOSED)).as("closed sockets").isZero();
  }

  private static void messages(GatewayProcess gateway, LoadAgents agents) {
    GatewayFigures before = GatewayFigures.now(gateway);
    long begin = System.nanoTime();
    agents.talk(RATE, Duration.ofSeconds(SECONDS));
    await("acks", agents::allAcked);
    double took = seconds(begin);
    double cores = GatewayFigures.now(gateway).coresSince(before);
    double[] millis = agents.ackMillis();
    System.out.printf(
        "messages: %d in %.1f s (%.0f/s) over %d agents, %d acked; ack p50 %.1f ms, p95 %.1f ms,"
            + " p99 %.1f ms, slowest %.1f ms; errors %d; gateway %.0f %% of a core%n",
        agents.said(),
        took,
        millis.length / took,
        IDLE,
        millis.length,
        quantile(millis, 0.5),
        quantile(millis, 0.95),
        quantile(millis, 0.99),
        quantile(millis, 1),
        agents.count(Count.ERRORS),
        cores * 100);
    assertThat(millis).as("acks").hasSize((int) agents.said());
    assertThat(agents.count(Count.ERRORS)).as("error frames").isZero();
  }

  /** Acks while everybody logs in at once: the hashes must not take the loops' time. */
  private static void logins(GatewayProcess gateway, LoadAgents agents) throws IOException {
    GatewayFigures before = GatewayFigures.now(gateway);
    agents.talk(LOGIN_RATE, Duration.ofSeconds(LOGIN_SECONDS));
    LoginStorm.Outcome outcome = LoginStorm.of(gateway.port(), LOGINS);
    await("acks", agents::allAcked);
    double[] millis = agents.ackMillis();
    System.out.printf(
        "logins: %d at once were answered in %.1f s: %s, %d told when to come back; meanwhile"
            + " %d messages at %d/s, ack p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, slowest %.1f ms;"
            + " gateway %.1f s of CPU%n",
        LOGINS,
        outcome.seconds(),
        outcome.answers(),
        outcome.comeBack(),
        millis.length,
        LOGIN_RATE,
        quantile(millis, 0.5),
        quantile(millis, 0.95),
        quantile(millis, 0.99),
        quantile(millis, 1),
        GatewayFigures.now(gateway).cpuSeconds() - before.cpuSeconds());
    assertThat(millis).as("acks").hasSize((int) agents.said());
    assertThat(agents.count(Count.ERRORS)).as("error frames").isZero();
    assertThat(outcome.answers().keySet()).as("statuses").isSubsetOf(200, 429, 503);
    assertThat(outcome.comeBack()).isEqualTo(outcome.refused());
  }

  private static void storm(GatewayProcess gateway, LoadAgents agents) {
    int cut = Math.min(STORM, IDLE);
    int closed = agents.count(Count.CLOSED);
    int retries = agents.count(Count.RETRIES);
    GatewayFigures before = GatewayFigures.now(gateway);
    long begin = System.nanoTime();
    agents.storm(cut);
    await("all back", () -> agents.count(Count.WELCOMED) == IDLE);
    double took = seconds(begin);
    GatewayFigures after = GatewayFigures.now(gateway);
    double[] millis = agents.comebackMillis();
    System.out.printf(
        "storm: %d of %d agents cut at once were back in %.1f s (half of them in %.1f s, 99 %% in"
            + " %.1f s); refused and tried again %d, error frames %d, others closed %d;"
            + " gateway %.1f s of CPU%n",
        cut,
        IDLE,
        took,
        quantile(millis, 0.5) / 1000,
        quantile(millis, 0.99) / 1000,
        agents.count(Count.RETRIES) - retries,
        agents.count(Count.ERRORS),
        agents.count(Count.CLOSED) - closed,
        after.cpuSeconds() - before.cpuSeconds());
    assertThat(agents.count(Count.CLOSED) - closed).as("sockets of the others").isZero();
    assertThat(agents.count(Count.ERRORS)).as("error frames").isZero();
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(FixedPollInterval.fixed(Duration.ofMillis(50)))
        .until(condition);
  }

  private static double quantile(double[] sorted, double q) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
