package io.kefu.chassis.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spans on their way: to a collector, and to one that is not there. */
class ExportTest {

  /** The senders' lines within a minute, however many spans they drop. */
  private static final int LINES = 8;

  private static final String SENDERS = "io.quarkus.opentelemetry.runtime.exporter.otlp.sender";

  private final Vertx vertx = Vertx.vertx();
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private final Logger logger = Logger.getLogger(SENDERS);
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          said.add(line.getMessage());
        }

        @Override
        public void flush() {
          // Nothing is kept back.
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };

  @AfterEach
  void close() {
    logger.removeHandler(listener);
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void whatACollectorTakesIsCountedAsSent() throws IOException {
    Queue<String> paths = new ConcurrentLinkedQueue<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/",
        exchange -> {
          paths.add(exchange.getRequestURI().getPath());
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    try {
      send(exporter(TracingConfig.Protocol.HTTP, collector.getAddress().getPort()), 2);
    } finally {
      collector.stop(0);
    }

    assertThat(paths).hasSize(2).containsOnly("/v1/traces");
    assertThat(count("sent")).isEqualTo(2);
    assertThat(count("dropped")).isZero();
  }

  @ParameterizedTest
  @CsvSource({"GRPC, 2", "HTTP, 12"})
  void aCollectorThatIsAwayCostsSpansAndAFewLines(TracingConfig.Protocol protocol, int spans)
      throws IOException {
    logger.addHandler(listener);

    send(exporter(protocol, closedPort()), spans);

    assertThat(count("dropped")).isEqualTo(spans);
    assertThat(count("sent")).isZero();
    assertThat(said).isNotEmpty().hasSizeLessThanOrEqualTo(LINES);
  }

  @Test
  void withoutACollectorNothingIsSentOrCounted() {
    SpanExporter exporter =
        new Tracing()
            .exporter(config(Map.of("kefu.tracing.enabled", "true")), vertx, new NoTls(), metrics);

    send(exporter, 1);

    assertThat(metrics.getMeters()).isEmpty();
  }

  private static void send(SpanExporter exporter, int spans) {
    try (SdkTracerProvider tracing =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.builder(exporter).build())
            .build()) {
      for (int i = 0; i < spans; i++) {
        tracing.get("test").spanBuilder("span").startSpan().end();
      }
      CompletableResultCode done = tracing.forceFlush().join(60, TimeUnit.SECONDS);
      assertThat(done.isDone()).isTrue();
    }
  }

  private SpanExporter exporter(TracingConfig.Protocol protocol, int port) {
    return new Tracing()
        .exporter(
            config(
                Map.of(
                    "kefu.tracing.enabled",
                    "true",
                    "kefu.tracing.protocol",
                    protocol.name().toLowerCase(java.util.Locale.ROOT),
                    "kefu.tracing.endpoint",
                    "http://127.0.0.1:" + port)),
            vertx,
            new NoTls(),
            metrics);
  }

  private static TracingConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withMapping(TracingConfig.class)
        .withDefaultValues(settings)
        .build()
        .getConfigMapping(TracingConfig.class);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private double count(String result) {
    return metrics.counter("trace_spans", "result", result).count();
  }

  /** An installation that names no stores of its own. */
  private static final class NoTls implements TlsConfigurationRegistry {
    @Override
    public Optional<TlsConfiguration> get(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<TlsConfiguration> getDefault() {
      return Optional.empty();
    }

    @Override
    public void register(String name, TlsConfiguration configuration) {
      throw new UnsupportedOperationException(name);
    }
  }
}
