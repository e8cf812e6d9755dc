package io.kefu.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;

/**
 * A collector on the loopback address: OTLP as protobuf over HTTP. It reads of a span what tells
 * which trace it belongs to; the numbers are the fields of opentelemetry-proto's trace.proto.
 */
final class SpanReceiver implements AutoCloseable {

  /**
   * One span.
   *
   * @param parentId empty for the first of a trace
   * @param kind 1 internal, 2 server, 3 client, 4 producer, 5 consumer
   */
  record Span(
      String service, String traceId, String spanId, String parentId, String name, long kind) {}

  private static final int LENGTH_DELIMITED = 2;
  private static final HexFormat HEX = HexFormat.of();

  private final HttpServer server;
  private final Queue<Span> spans = new ConcurrentLinkedQueue<>();

  /** Listens on a free port. */
  SpanReceiver() throws IOException {
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  /** What a service needs to know to record what others ask it to record, and nothing else. */
  Map<String, String> environment() {
    return Map.of(
        "KEFU_TRACING_ENABLED",
        "true",
        "KEFU_TRACING_RATIO",
        "0",
        "KEFU_TRACING_PROTOCOL",
        "http",
        "KEFU_TRACING_ENDPOINT",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "QUARKUS_OTEL_BSP_SCHEDULE_DELAY",
        "200ms");
  }

  /** What came of a trace so far. */
  List<Span> of(String traceId) {
    return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
  }

  /** Everything that came. */
  List<Span> all() {
    return List.copyOf(spans);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      try (InputStream body =
          packed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
        fields(
            ByteBuffer.wrap(body.readAllBytes()),
            (number, value) -> {
              if (number == 1) {
                resource(value.bytes());
              }
            });
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void resource(ByteBuffer resourceSpans) {
    String[] service = {""};
    fields(
        resourceSpans,
        (number, value) -> {
          if (number == 1) {
            fields(value.bytes(), (field, attribute) -> name(field, attribute, service));
          } else if (number == 2) {
            fields(
                value.bytes(),
                (field, span) -> {
                  if (field == 2) {
                    span(service[0], span.bytes());
                  }
                });
          }
        });
  }

  private static void name(int field, Value attribute, String[] service) {
    if (field != 1) {
      return;
    }
    String[] key = {""};
    fields(
        attribute.bytes(),
        (number, value) -> {
          if (number == 1) {
            key[0] = text(value);
          } else if (number == 2 && key[0].equals("service.name")) {
            fields(value.bytes(), (kind, text) -> service[0] = text(text));
          }
        });
  }

  private void span(String service, ByteBuffer bytes) {
    String[] texts = {"", "", "", ""};
    long[] kind = {0};
    fields(
        bytes,
        (number, value) -> {
          switch (number) {
            case 1 -> texts[0] = hex(value);
            case 2 -> texts[1] = hex(value);
            case 4 -> texts[2] = hex(value);
            case 5 -> texts[3] = text(value);
            case 6 -> kind[0] = value.number();
            default -> {
              // Times, attributes, links.
            }
          }
        });
    spans.add(new Span(service, texts[0], texts[1], texts[2], texts[3], kind[0]));
  }

  /** A field's value: a number, or bytes. */
  private record Value(long number, ByteBuffer bytes) {}

  private static String hex(Value value) {
    byte[] bytes = new byte[value.bytes().remaining()];
    value.bytes().duplicate().get(bytes);
    return HEX.formatHex(bytes);
  }

  private static String text(Value value) {
    return StandardCharsets.UTF_8.decode(value.bytes().duplicate()).toString();
  }

  private static void fields(ByteBuffer message, BiConsumer<Integer, Value> each) {
    ByteBuffer rest = message.duplicate().order(java.nio.ByteOrder.LITTLE_ENDIAN);
    while (rest.hasRemaining()) {
      long tag = varint(rest);
      int number = (int) (tag >>> 3);
      switch ((int) (tag & 7)) {
        case 0 -> each.accept(number, new Value(varint(rest), null));
        case 1 -> each.accept(number, new Value(rest.getLong(), null));
        case LENGTH_DELIMITED -> {
          int length = (int) varint(rest);
          each.accept(number, new Value(0, rest.slice(rest.position(), length)));
          rest.position(rest.position() + length);
        }
        case 5 -> each.accept(number, new Value(rest.getInt(), null));
        default -> throw new IllegalArgumentException("no protobuf");
      }
    }
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
