package io.kefu.ai.provider;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/**
 * Speaks to providers on the thread of its caller, so that interrupting the thread ends the
 * exchange whatever the server does: hang, or drip a byte a second. Reads at most so many bytes of
 * an answer, and takes a stream that breaks off for what it is. Thread-safe.
 */
final class BoundedHttp implements HttpClient {

  /** Of an answer of 400 characters, with all that wire formats put around it. */
  private static final int MOST_BYTES = 4 * 1024 * 1024;

  private static final int OK = 200;
  private static final int REDIRECT = 300;
  private static final int UNREAD_ERROR_BYTES = 65_536;

  private final java.net.http.HttpClient http;

  BoundedHttp(java.net.http.HttpClient http) {
    this.http = http;
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    try {
      HttpResponse<InputStream> response = send(request);
      try (InputStream body = new BoundedStream(response.body(), MOST_BYTES)) {
        return SuccessfulHttpResponse.builder()
            .statusCode(response.statusCode())
            .headers(response.headers().map())
            .body(Parts.joined(new String(body.readAllBytes(), StandardCharsets.UTF_8)))
            .build();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    Watching watching = new Watching(listener);
    try {
      HttpResponse<InputStream> response = send(request);
      listener.onOpen(
          SuccessfulHttpResponse.builder()
              .statusCode(response.statusCode())
              .headers(response.headers().map())
              .build());
      try (InputStream body = new BoundedStream(response.body(), MOST_BYTES)) {
        parser.parse(body, watching);
      }
      watching.close();
    } catch (IOException | RuntimeException e) {
      watching.onError(e);
    }
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    java.net.http.HttpRequest.Builder builder =
        java.net.http.HttpRequest.newBuilder().uri(URI.create(request.url()));
    request
        .headers()
        .forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
    builder.method(
        request.method().name(),
        request.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(request.body()));
    try {
      HttpResponse<InputStream> response = http.send(builder.build(), BodyHandlers.ofInputStream());
      if (response.statusCode() < OK || response.statusCode() >= REDIRECT) {
        // Its text is for nobody: it may quote the key or the customer.
        try (InputStream body = response.body()) {
          body.readNBytes(UNREAD_ERROR_BYTES);
        }
        throw new Refused(
            response.statusCode(), response.headers().firstValue("Retry-After").orElse(null));
      }
      return response;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("given up");
    }
  }

  /** A status that is no success, and when to come again if the provider says so. */
  static final class Refused extends HttpException {

    private final transient String retryAfter;

    Refused(int status, String retryAfter) {
      super(status, "status " + status);
      this.retryAfter = retryAfter;
    }

    /** The header as it came; null without one. */
    String retryAfter() {
      return retryAfter;
    }
  }

  /** Knows whether a stream came to its end: a stream that just stops is no answer. */
  private static final class Watching implements ServerSentEventListener {

    private final ServerSentEventListener listener;
    private boolean failed;
    private boolean ended;

    private Watching(ServerSentEventListener listener) {
      this.listener = listener;
    }

    @Override
    public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
      String data = event.data() == null ? "" : event.data();
      ended |=
          data.strip().equals("[DONE]")
              || "message_stop".equals(event.event())
              || data.contains("\"finish_reason\"")
                  && !data.matches("(?s).*\"finish_reason\"\\s*:\\s*(null|\"\").*");
      if (data.stripLeading().startsWith("{") || data.strip().equals("[DONE]")) {
        listener.onEvent(new ServerSentEvent(event.event(), Parts.joined(data)), context);
      }
      // Anything else keeps the connection awake, and says nothing.
    }

    @Override
    public void onError(Throwable error) {
      failed = true;
      listener.onError(error);
    }

    private void close() {
      if (failed) {
        return;
      }
      if (ended) {
        listener.onClose();
      } else {
        listener.onError(new IOException("the stream broke off"));
      }
    }
  }

  /** Gives up on an answer without end. */
  private static final class BoundedStream extends java.io.FilterInputStream {

    private long left;

    private BoundedStream(InputStream in, long most) {
      super(in);
      this.left = most;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      return counted(read < 0 ? -1 : 1) < 0 ? -1 : read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return counted(super.read(bytes, offset, length));
    }

    private int counted(int read) throws IOException {
      left -= Math.max(0, read);
      if (left < 0) {
        throw new OversizedBody();
      }
      return read;
    }
  }

  /** An answer longer than any answer. */
  static final class OversizedBody extends IOException {
    private OversizedBody() {
      super("longer than " + MOST_BYTES + " bytes");
    }
  }
}
