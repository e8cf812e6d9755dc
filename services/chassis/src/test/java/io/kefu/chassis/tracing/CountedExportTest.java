package io.kefu.chassis.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Arrays;
import java.util.Collection;
import org.junit.jupiter.api.Test;

/** What became of spans can be seen. */
class CountedExportTest {

  private final MeterRegistry metrics = new SimpleMeterRegistry();

  @Test
  void whatTheCollectorTookIsSent() {
    export(CompletableResultCode.ofSuccess());

    assertThat(count("sent")).isEqualTo(2);
    assertThat(count("dropped")).isZero();
  }

  @Test
  void whatItDidNotTakeIsDropped() {
    export(CompletableResultCode.ofFailure());

    assertThat(count("dropped")).isEqualTo(2);
    assertThat(count("sent")).isZero();
  }

  private void export(CompletableResultCode result) {
    new CountedExport(new Collector(result), metrics).export(Arrays.asList(null, null));
  }

  private double count(String result) {
    return metrics.counter("trace_spans", "result", result).count();
  }

  private record Collector(CompletableResultCode result) implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return result;
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
