package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.local.fleet.FleetProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Prints how long a question takes from the frame that carries it to the frame with its reply, and
 * what the processes hold in memory: {@code ./kefu load}. Prints figures and asserts only that
 * every question was answered.
 *
 * <p>Settings (system properties): {@code load.rate} messages a second (20), {@code load.messages}
 * (500), {@code load.chats} (100), {@code load.warmup} messages that are not counted (100).
 */
@Tag("load")
class LoadIT {

  private static final List<String> QUESTIONS =
      List.of(
          "你们的充电桩保修多长时间?",
          "120kW直流桩支持双枪吗?",
          "充电桩安装需要什么条件?",
          "报警码E03是什么意思?",
          "发票可以开专票吗?",
          "7kW的交流桩用什么电缆?");

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  @Test
  void questionsAtASteadyRate() {
    int rate = Integer.getInteger("load.rate", 20);
    int messages = Integer.getInteger("load.messages", 500);
    int warmup = Integer.getInteger("load.warmup", 100);
    E2e.fleet().agent().stop();
    try (AgentSocket agent =
        AgentSocket.connect(
            E2e.HTTP, E2e.fleet().gatewayUrl(), E2e.fleet().login().agentId(), E2e.agentToken())) {
      agent.sendReceipts();
      run(agent, rate, warmup);
      long[] nanos = run(agent, rate, messages);
      print(rate, nanos);
      printMemory();
      assertThat(nanos).hasSize(messages);
    } finally {
      E2e.fleet().agent().start();
    }
  }

  /** Sends at the rate, whatever comes back (open loop), and returns the times to the reply. */
  private static long[] run(AgentSocket agent, int rate, int messages) {
    int chats = Integer.getInteger("load.chats", 100);
    String run = E2e.unique("load");
    Map<String, Long> sentAt = new HashMap<>();
    AtomicInteger next = new AtomicInteger();
    try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      var ticking =
          clock.scheduleAtFixedRate(
              () -> {
                int i = next.getAndIncrement();
                if (i >= messages) {
                  return;
                }
                String id = run + "-" + i;
                synchronized (sentAt) {
                  sentAt.put(id, System.nanoTime());
                }
                // Each chat asks the questions in turn, so none is asked twice in a row.
                agent.sendMessage(
                    id, run + "-chat-" + i % chats, QUESTIONS.get((i / chats) % QUESTIONS.size()));
              },
              0,
              TimeUnit.SECONDS.toNanos(1) / rate,
              TimeUnit.NANOSECONDS);
      E2e.await("all sent")
          .atMost(Duration.ofSeconds(60L + messages / rate))
          .until(() -> next.get() >= messages);
      E2e.await("all answered")
          .until(
              () -> {
                Map<String, Long> answered = firstReplies(agent, run);
                return answered.size() >= messages;
              });
      ticking.cancel(false);
    }
    Map<String, Long> answered = firstReplies(agent, run);
    return sentAt.entrySet().stream()
        .mapToLong(entry -> answered.get(entry.getKey()) - entry.getValue())
        .sorted()
        .toArray();
  }

  private static Map<String, Long> firstReplies(AgentSocket agent, String run) {
    Map<String, Long> first = new HashMap<>();
    for (AgentSocket.Received reply : agent.all("reply")) {
      String id = reply.payload().path("message_id").asText();
      if (id.startsWith(run)) {
        first.merge(id, reply.nanoTime(), Math::min);
      }
    }
    return first;
  }

  private void print(int rate, long[] sortedNanos) {
    out.printf(
        "%n%d questions at %d/s, frame in to reply out: p50 %.0f ms, p95 %.0f ms, p99 %.0f ms, max"
            + " %.0f ms%n",
        sortedNanos.length,
        rate,
        millis(sortedNanos, 0.50),
        millis(sortedNanos, 0.95),
        millis(sortedNanos, 0.99),
        millis(sortedNanos, 1.0));
  }

  private static double millis(long[] sorted, double quantile) {
    int index = (int) Math.ceil(quantile * sorted.length) - 1;
    return sorted[Math.max(0, index)] / 1e6;
  }

  private void printMemory() {
    out.printf("%nresident memory%n");
    E2e.fleet().processes().stream()
        .filter(Objects::nonNull)
        .forEach(process -> out.printf("  %-16s %4d MiB%n", process.name(), rss(process)));
    out.printf(
        "  %-16s %4d MiB (Kafka and this test inside)%n",
        "launcher", rss(ProcessHandle.current().pid()));
  }

  private static long rss(FleetProcess process) {
    return process.pid().isPresent() ? rss(process.pid().getAsLong()) : 0;
  }

  private static long rss(long pid) {
    try {
      return Arrays.stream(Files.readString(Path.of("/proc/" + pid + "/status")).split("\n"))
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
