package io.kefu.chassis.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** The place in a trace survives as text, and nonsense is no place. */
class TraceContextTest {

  private static final String KEPT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String NOT_KEPT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

  @ParameterizedTest
  @ValueSource(strings = {KEPT, NOT_KEPT})
  void whatWasReadIsWrittenAsItWas(String traceparent) {
    assertThat(TraceContext.text(TraceContext.of(traceparent))).isEqualTo(traceparent);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "nonsense",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-0"
      })
  void nonsenseIsNoPlace(String traceparent) {
    assertThat(TraceContext.text(TraceContext.of(traceparent))).isNull();
  }

  @Test
  void aRecordCarriesIt() {
    RecordHeaders headers = new RecordHeaders();

    TraceContext.into(headers, KEPT);

    assertThat(TraceContext.text(TraceContext.of(headers))).isEqualTo(KEPT);
    assertThat(TraceContext.isRecorded(TraceContext.of(headers))).isTrue();
  }

  @Test
  void aRecordHasOnePlaceOnly() {
    RecordHeaders headers = new RecordHeaders();
    TraceContext.into(headers, NOT_KEPT);

    TraceContext.into(headers, KEPT);

    assertThat(headers.headers(TraceContext.HEADER)).hasSize(1);
    assertThat(TraceContext.text(TraceContext.of(headers))).isEqualTo(KEPT);
  }

  @Test
  void outsideAnyTraceARecordCarriesNothing() {
    RecordHeaders headers = new RecordHeaders();

    TraceContext.into(headers);

    assertThat(headers.toArray()).isEmpty();
    assertThat(TraceContext.isTrace(Context.root())).isFalse();
  }

  @Test
  void aHeaderOfBytesThatAreNoTextIsNoPlace() {
    RecordHeaders headers = new RecordHeaders();
    headers.add(TraceContext.HEADER, new byte[] {(byte) 0xff, 0, 1});
    headers.add("other", "x".getBytes(StandardCharsets.UTF_8));

    assertThat(TraceContext.text(TraceContext.of(headers))).isNull();
  }
}
