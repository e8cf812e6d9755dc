package io.kefu.chassis.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The place in a trace as text, {@code traceparent} of W3C, in Kafka's headers and in columns. */
public final class TraceContext {

  /** The header's name, in HTTP and in Kafka. */
  public static final String HEADER = "traceparent";

  private static final TextMapGetter<Headers> RECORD =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
          return List.of(HEADER);
        }

        @Override
        public String get(Headers headers, String name) {
          Header header = headers == null ? null : headers.lastHeader(name);
          return header == null || header.value() == null
              ? null
              : new String(header.value(), StandardCharsets.US_ASCII);
        }
      };

  private static final TextMapGetter<String> TEXT =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String text) {
          return List.of(HEADER);
        }

        @Override
        public String get(String text, String name) {
          return HEADER.equals(name) ? text : null;
        }
      };

  private TraceContext() {}

  /** What a record came with; the root when it came with nothing, or with nonsense. */
  public static Context of(Headers headers) {
    return W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, RECORD);
  }

  /** What a column holds; the root for null or nonsense. */
  public static Context of(String traceparent) {
    return W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, TEXT);
  }

  /** The present place as text; null outside any trace. */
  public static String current() {
    return text(Context.current());
  }

  /** A place as text; null outside any trace. */
  public static String text(Context context) {
    if (!isTrace(context)) {
      return null;
    }
    Map<String, String> headers = HashMap.newHashMap(2);
    W3CTraceContextPropagator.getInstance().inject(context, headers, Map::put);
    return headers.get(HEADER);
  }

  /** Puts the present place into a record that is about to be sent; nothing outside any trace. */
  public static void into(Headers headers) {
    into(headers, current());
  }

  /** Puts a place into a record that is about to be sent; nothing for null. */
  public static void into(Headers headers, String traceparent) {
    if (traceparent != null) {
      headers.remove(HEADER).add(HEADER, traceparent.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** Whether it is a place in any trace. */
  public static boolean isTrace(Context context) {
    return Span.fromContext(context).getSpanContext().isValid();
  }

  /** Whether it is a place in a trace that is recorded. */
  public static boolean isRecorded(Context context) {
    return Span.fromContext(context).getSpanContext().isSampled();
  }
}
