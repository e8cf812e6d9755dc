package io.kefu.ai.provider;

import io.kefu.ai.Settings;
import io.kefu.ai.provider.ProviderChain.Outcome;
import io.kefu.ai.provider.ProviderConfig.Tier;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * Prints how long a customer waits while the primary hangs for 120 s, or does worse. Nothing is
 * asserted: figures depend on the machine. Not part of the build: {@code mvn -pl
 * services/ai-service -am -Dtest=ChainTimingBenchmark -Dsurefire.failIfNoSpecifiedTests=false
 * test}, with {@code -Dkefu.benchmark.runs=} and {@code -Dkefu.benchmark.timeout=} of the primary.
 */
class ChainTimingBenchmark {

  private static final Duration HANG = Duration.ofSeconds(120);
  private static final int RUNS = Integer.getInteger("kefu.benchmark.runs", 20);

  private static final String TIMEOUT = System.getProperty("kefu.benchmark.timeout", "3s");

  /** The chain's default deadline; message-service waits longer. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String GOOD =
      "{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
          + "\"整机质保 2 年[1]。\"},\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":31,\"completion_tokens\":12}}";

  private static final String STREAM =
      "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"整机质保 2 年[1]。\"},"
          + "\"finish_reason\":null}]}\n\n"
          + "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
          + "data: [DONE]\n\n";

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private enum Primary {
    WELL,
    HANGS_BEFORE_A_WORD,
    HANGS_AFTER_THE_HEADERS,
    DRIPS_A_BYTE_A_SECOND,
    REFUSES_CONNECTIONS,
    ANSWERS_500
  }

  @Test
  void printsTheTimes() throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%nchain of two, primary's timeout %s, backup well, deadline %d s, %d runs each%n",
        TIMEOUT,
        LIMIT.toSeconds(),
        RUNS);
    System.out.println("| primary | way | answered by | p50 ms | p95 ms | max ms |");
    System.out.println("|---|---|---|--:|--:|--:|");
    try (Server well = new Server(Primary.WELL)) {
      for (Primary primary : Primary.values()) {
        for (boolean streamed : new boolean[] {false, true}) {
          try (Server server = new Server(primary)) {
            measure(primary, streamed, server, well);
          }
        }
      }
      allHang();
    } finally {
      threads.shutdownNow();
    }
  }

  private void measure(Primary primary, boolean streamed, Server first, Server second) {
    ProviderChain chain =
        chain(List.of(provider("primary", first, TIMEOUT), provider("backup", second, "20s")));
    // Classes are loaded by a call that does not count.
    call(chain(List.of(provider("backup", second, "20s"))), streamed);
    long[] times = new long[RUNS];
    Map<String, Integer> by = new LinkedHashMap<>();
    for (int i = 0; i < RUNS; i++) {
      long begun = System.nanoTime();
      Outcome<String> outcome = call(chain, streamed);
      times[i] = (System.nanoTime() - begun) / 1_000_000;
      by.merge(
          outcome instanceof Outcome.Written<String> written ? written.provider() : "nobody",
          1,
          Integer::sum);
    }
    print(primary.name(), streamed ? "streamed" : "whole", by, times);
  }

  /** Both hang: the knowledge entry answers when the chain has given up. */
  private void allHang() throws IOException {
    try (Server first = new Server(Primary.HANGS_BEFORE_A_WORD);
        Server second = new Server(Primary.HANGS_BEFORE_A_WORD)) {
      ProviderChain chain =
          chain(List.of(provider("primary", first, "20s"), provider("backup", second, "20s")));
      int runs = 4;
      long[] times = new long[runs];
      for (int i = 0; i < runs; i++) {
        long begun = System.nanoTime();
        chain.write("acme", WireStage.CALL, Tier.STRONG, Duration.ofSeconds(4), Completion::text);
        times[i] = (System.nanoTime() - begun) / 1_000_000;
      }
      print("BOTH_HANG, deadline 4 s", "whole", Map.of("nobody (the entry)", runs), times);
    }
  }

  private static Outcome<String> call(ProviderChain chain, boolean streamed) {
    return streamed
        ? chain.run(
            "acme",
            Tier.STRONG,
            LIMIT,
            Completion::text,
            (provider, time) -> provider.stream("acme", WireStage.CALL, time, piece -> {}))
        : chain.write("acme", WireStage.CALL, Tier.STRONG, LIMIT, Completion::text);
  }

  private static void print(String primary, String way, Map<String, Integer> by, long[] times) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %d | %d | %d |%n",
        primary.toLowerCase(Locale.ROOT).replace('_', ' '),
        way,
        by,
        sorted[sorted.length / 2],
        sorted[Math.min(sorted.length - 1, (int) Math.ceil(sorted.length * 0.95) - 1)],
        sorted[sorted.length - 1]);
  }

  private static ProviderChain chain(List<ModelProvider> providers) {
    return new ProviderChain(
        tenant -> providers,
        Settings.of(ChainConfig.class, Map.of()),
        (tenant, attempt) -> {},
        System::nanoTime,
        time -> Thread.sleep(time));
  }

  private ModelProvider provider(String name, Server server, String timeout) {
    return new LangChainProvider(
        name,
        settings(Map.of("base-url", server.address(), "timeout", timeout)),
        new ChatModels(new com.fasterxml.jackson.databind.ObjectMapper()),
        (tenant, provider) -> Optional.empty(),
        threads);
  }

  private static ProviderConfig.Settings settings(Map<String, String> more) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("kefu.ai.providers.p.kind", "deepseek");
    values.put("kefu.ai.providers.p.model", "model-x");
    values.put("kefu.ai.providers.p.api-key", "key-1");
    more.forEach((key, value) -> values.put("kefu.ai.providers.p." + key, value));
    return Settings.of(ProviderConfig.class, values).byName().get("p");
  }

  /** A provider on loopback that does one thing. */
  private static final class Server implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Primary does;

    Server(Primary does) throws IOException {
      this.does = does;
      if (does == Primary.REFUSES_CONNECTIONS) {
        socket.close();
        return;
      }
      threads.submit(
          () -> {
            while (!socket.isClosed()) {
              Socket client = socket.accept();
              threads.submit(() -> serve(client));
            }
            return null;
          });
    }

    String address() {
      return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
    }

    private Void serve(Socket client) throws Exception {
      try (client) {
        InputStream in = new BufferedInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        String request = request(in);
        byte[] body =
            (request.contains("\"stream\":true") || request.contains("\"stream\" : true")
                    ? STREAM
                    : GOOD)
                .getBytes(StandardCharsets.UTF_8);
        String type = body[0] == 'd' ? "text/event-stream" : "application/json";
        if (does == Primary.HANGS_BEFORE_A_WORD) {
          Thread.sleep(HANG);
        }
        out.write(
            ("HTTP/1.1 "
                    + (does == Primary.ANSWERS_500 ? "500 Oops" : "200 OK")
                    + "\r\nContent-Type: "
                    + type
                    + "\r\nConnection: close\r\nContent-Length: "
                    + body.length
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        if (does == Primary.HANGS_AFTER_THE_HEADERS) {
          Thread.sleep(HANG);
        }
        for (byte one : body) {
          out.write(one);
          if (does == Primary.DRIPS_A_BYTE_A_SECOND) {
            out.flush();
            Thread.sleep(1_000);
          }
        }
        out.flush();
        return null;
      }
    }

    /** Headers and body of a request. */
    private static String request(InputStream in) throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int read = in.read();
        if (read < 0) {
          return head.toString();
        }
        head.append((char) read);
      }
      String length =
          head.toString()
              .lines()
              .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
              .findFirst()
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .orElse("0");
      return head + new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
      socket.close();
      threads.shutdownNow();
    }
  }
}
