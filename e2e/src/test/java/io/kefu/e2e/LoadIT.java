package io.kefu.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Prints what the whole fleet does on this machine: {@code ./kefu load}; docs/performance.md keeps
 * the figures. Asserts only that everything was answered. The clients run on the same processors.
 *
 * <p>Settings (system properties): {@code load.rates} (20,100) messages a second, {@code
 * load.seconds} (30) at each rate, {@code load.warmup} messages that are not counted (6000), {@code
 * load.messages} (8000) of the runs that go as fast as they can, {@code load.only} part of a run's
 * name.
 */
@Tag("load")
class LoadIT {

  private static final int AGENTS = 8;

  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private static Load load;
  private static DemoQuestions questions;
  private static int asked;

  @BeforeAll
  static void warmUp() throws Exception {
    E2e.fleet().agent().stop();
    load = new Load(E2e.fleet(), AGENTS);
    questions = DemoQuestions.read();
    int warmup = Integer.getInteger("load.warmup", 6_000);
    load.flatOut(question(), warmup / 3);
    load.flatOut(canned(), warmup / 3);
    load.flatOut(ignored(), warmup / 3);
  }

  @AfterAll
  static void print() {
    load.close();
    OUT.printf(
        "%nresident memory after the load, MiB: %s%n", ProcessCost.residentMegabytes(E2e.fleet()));
    E2e.fleet().agent().start();
  }

  @Test
  void questionsAtSteadyRates() {
    for (String rate : System.getProperty("load.rates", "20,100").split(",")) {
      int perSecond = Integer.parseInt(rate.strip());
      int messages = perSecond * Integer.getInteger("load.seconds", 30);
      Map<String, Long> before = ProcessCost.processorMillis(E2e.fleet());
      long[] nanos = load.atRate(question(), perSecond, messages);
      OUT.printf(
          "%n%d different questions at %d/s, frame in to reply out: p50 %.0f ms, p95 %.0f ms,"
              + " p99 %.0f ms, max %.0f ms%n",
          messages,
          perSecond,
          millis(nanos, 0.50),
          millis(nanos, 0.95),
          millis(nanos, 0.99),
          millis(nanos, 1.0));
      printCost(before, messages);
      assertThat(nanos).hasSize(messages);
    }
  }

  @Test
  void ignoredFlatOut() throws Exception {
    flatOut("ignored", ignored());
  }

  @Test
  void cannedFlatOut() throws Exception {
    flatOut("canned", canned());
  }

  @Test
  void questionsFlatOut() throws Exception {
    flatOut("answered from the knowledge base", question());
  }

  private static void flatOut(String name, Load.Kind kind) throws Exception {
    int messages = Integer.getInteger("load.messages", 8_000);
    Map<String, Long> before = ProcessCost.processorMillis(E2e.fleet());
    double perSecond = load.flatOut(kind, messages);
    OUT.printf("%n%d messages %s: %.0f/s%n", messages, name, perSecond);
    printCost(before, messages);
  }

  private static Load.Kind question() {
    return number -> questions.get(asked++);
  }

  /** With a question mark: nothing waits for more words. */
  private static Load.Kind canned() {
    return number -> "在吗?";
  }

  /** Talk in a group in which nobody addresses us. */
  private static Load.Kind ignored() {
    return new Load.Kind() {
      @Override
      public String content(int number) {
        return "中午一起吃面吗 " + number;
      }

      @Override
      public String chatType() {
        return "group";
      }

      @Override
      public boolean isAnswered() {
        return false;
      }
    };
  }

  private static void printCost(Map<String, Long> before, int messages) {
    StringBuilder line = new StringBuilder("  processor ms a message:");
    ProcessCost.processorMillis(E2e.fleet())
        .forEach(
            (name, millis) -> {
              double each = (millis - before.getOrDefault(name, 0L)) / (double) messages;
              if (each >= 0.005) {
                line.append(" %s %.2f".formatted(name, each));
              }
            });
    OUT.println(line);
  }

  private static double millis(long[] sorted, double quantile) {
    int index = (int) Math.ceil(quantile * sorted.length) - 1;
    return sorted[Math.max(0, index)] / 1e6;
  }
}
