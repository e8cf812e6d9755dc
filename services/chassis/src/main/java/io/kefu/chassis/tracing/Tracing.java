package io.kefu.chassis.tracing;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.internal.grpc.GrpcExporter;
import io.opentelemetry.exporter.internal.http.HttpExporter;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.common.InternalTelemetryVersion;
import io.opentelemetry.sdk.internal.ComponentId;
import io.opentelemetry.sdk.internal.StandardComponentId.ExporterType;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.quarkus.opentelemetry.runtime.exporter.otlp.sender.VertxGrpcSender;
import io.quarkus.opentelemetry.runtime.exporter.otlp.sender.VertxHttpSender;
import io.quarkus.opentelemetry.runtime.exporter.otlp.tracing.VertxGrpcSpanExporter;
import io.quarkus.opentelemetry.runtime.exporter.otlp.tracing.VertxHttpSpanExporter;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * What OpenTelemetry is told: which traces are kept, and Quarkus' own OTLP senders with a count
 * around them. Without an endpoint nothing is sent; there is no default collector.
 */
@ApplicationScoped
class Tracing {

  private static final Logger LOG = Logger.getLogger(Tracing.class);

  @Produces
  @Singleton
  Sampler sampler(TracingConfig config) {
    if (config.enabled() && config.endpoint().isEmpty()) {
      LOG.warn("kefu.tracing.enabled without kefu.tracing.endpoint: no trace is kept");
    }
    return KeptTraces.of(config);
  }

  @Produces
  @Singleton
  SpanExporter exporter(
      TracingConfig config, Vertx vertx, TlsConfigurationRegistry tls, MeterRegistry metrics) {
    if (!config.enabled() || config.endpoint().isEmpty()) {
      return SpanExporter.composite();
    }
    URI endpoint = config.endpoint().get();
    return new CountedExport(
        switch (config.protocol()) {
          case GRPC -> grpc(config, endpoint, vertx, tls);
          case HTTP -> http(config, endpoint, vertx, tls);
        },
        metrics);
  }

  @SuppressWarnings("unchecked") // Quarkus' sender is of a raw type.
  private static SpanExporter grpc(
      TracingConfig config, URI endpoint, Vertx vertx, TlsConfigurationRegistry tls) {
    return new VertxGrpcSpanExporter(
        new GrpcExporter<TraceRequestMarshaler>(
            new VertxGrpcSender(
                endpoint,
                VertxGrpcSender.GRPC_TRACE_SERVICE_NAME,
                true,
                config.timeout(),
                Map.of(),
                options -> secure(options, endpoint, tls),
                vertx),
            InternalTelemetryVersion.LATEST,
            ComponentId.generateLazy(ExporterType.OTLP_GRPC_SPAN_EXPORTER),
            MeterProvider::noop,
            endpoint.toASCIIString()));
  }

  private static SpanExporter http(
      TracingConfig config, URI endpoint, Vertx vertx, TlsConfigurationRegistry tls) {
    return new VertxHttpSpanExporter(
        new HttpExporter<TraceRequestMarshaler>(
            ComponentId.generateLazy(ExporterType.OTLP_HTTP_SPAN_EXPORTER),
            new VertxHttpSender(
                endpoint,
                VertxHttpSender.TRACES_PATH,
                true,
                config.timeout(),
                Map.of(),
                "application/x-protobuf",
                options -> secure(options, endpoint, tls),
                vertx),
            MeterProvider::noop,
            InternalTelemetryVersion.LATEST,
            endpoint.toASCIIString()));
  }

  /** {@code https}: trusts what {@code quarkus.tls.trust-store} names, else what the JVM does. */
  private static void secure(
      HttpClientOptions options, URI endpoint, TlsConfigurationRegistry tls) {
    if ("https".equals(endpoint.getScheme())) {
      options.setSsl(true).setUseAlpn(true);
      tls.getDefault().ifPresent(trust -> options.setTrustOptions(trust.getTrustStoreOptions()));
    }
  }
}
