package io.kefu.chassis.tracing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/**
 * Counts what became of spans: {@code trace_spans_total} by {@code result} {@code sent} or {@code
 * dropped}. A collector that is away costs nothing but them: the queue in front is bounded.
 */
final class CountedExport implements SpanExporter {

  private final SpanExporter to;
  private final Counter sent;
  private final Counter dropped;

  CountedExport(SpanExporter to, MeterRegistry metrics) {
    this.to = to;
    this.sent = metrics.counter("trace_spans", "result", "sent");
    this.dropped = metrics.counter("trace_spans", "result", "dropped");
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int size = spans.size();
    CompletableResultCode result = to.export(spans);
    return result.whenComplete(() -> (result.isSuccess() ? sent : dropped).increment(size));
  }

  @Override
  public CompletableResultCode flush() {
    return to.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return to.shutdown();
  }
}
