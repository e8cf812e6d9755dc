package io.kefu.chassis.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which traces are kept. */
class KeptTracesTest {

  private static final String ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String ENDPOINT = "http://collector:4317";

  @Test
  void nothingIsKeptByDefault() {
    assertThat(decision(Map.of(), remote("01"), SpanKind.SERVER)).isEqualTo(SamplingDecision.DROP);
  }

  @Test
  void nothingIsKeptWithoutACollector() {
    assertThat(decision(Map.of("kefu.tracing.enabled", "true"), remote("01"), SpanKind.SERVER))
        .isEqualTo(SamplingDecision.DROP);
  }

  @Test
  void theCallerDecides() {
    Map<String, String> none = on("0");
    Map<String, String> all = on("1");

    assertThat(decision(none, remote("01"), SpanKind.CONSUMER))
        .isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
    assertThat(decision(all, remote("00"), SpanKind.CONSUMER)).isEqualTo(SamplingDecision.DROP);
  }

  @Test
  void aShareOfWhatBeginsHereIsKept() {
    assertThat(decision(on("1"), Context.root(), SpanKind.PRODUCER))
        .isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
    assertThat(decision(on("0"), Context.root(), SpanKind.PRODUCER))
        .isEqualTo(SamplingDecision.DROP);
  }

  @Test
  void aQuestionOfASweepBeginsNoTrace() {
    assertThat(decision(on("1"), Context.root(), SpanKind.CLIENT)).isEqualTo(SamplingDecision.DROP);
    assertThat(decision(on("0"), remote("01"), SpanKind.CLIENT))
        .isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
  }

  private static SamplingDecision decision(
      Map<String, String> settings, Context parent, SpanKind kind) {
    TracingConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(TracingConfig.class)
            .withDefaultValues(settings)
            .build()
            .getConfigMapping(TracingConfig.class);
    return KeptTraces.of(config)
        .shouldSample(parent, ID, "span", kind, Attributes.empty(), List.of())
        .getDecision();
  }

  private static Context remote(String flags) {
    return TraceContext.of("00-" + ID + "-b7ad6b7169203331-" + flags);
  }

  private static Map<String, String> on(String ratio) {
    return Map.of(
        "kefu.tracing.enabled", "true",
        "kefu.tracing.endpoint", ENDPOINT,
        "kefu.tracing.ratio", ratio);
  }
}
