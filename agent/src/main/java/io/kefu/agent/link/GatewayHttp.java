package io.kefu.agent.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * The few REST calls of an agent, over the HTTP client of java.base: the newer one costs ten
 * megabytes. Thread-safe.
 */
public final class GatewayHttp {

  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 15_000;
  private static final int MAX_ANSWER = 1024 * 1024;

  /**
   * An answer.
   *
   * @param retryAfter the server's wish, if it named seconds
   */
  public record Answer(int status, String body, Optional<Duration> retryAfter) {}

  private final Transport transport;

  /** Calls one gateway. */
  public GatewayHttp(Transport transport) {
    this.transport = transport;
  }

  /**
   * Posts JSON.
   *
   * @throws IOException when there is no answer
   */
  public Answer post(String path, String json, Optional<String> bearer) throws IOException {
    return post(path, json, bearer, Map.of());
  }

  /**
   * Posts JSON with further headers.
   *
   * @throws IOException when there is no answer
   */
  Answer post(String path, String json, Optional<String> bearer, Map<String, String> headers)
      throws IOException {
    HttpURLConnection call = open("POST", path, bearer);
    headers.forEach(call::setRequestProperty);
    call.setRequestProperty("Content-Type", "application/json");
    call.setDoOutput(true);
    try (OutputStream body = call.getOutputStream()) {
      body.write(json.getBytes(StandardCharsets.UTF_8));
    }
    return answer(call);
  }

  /**
   * Asks for something.
   *
   * @param limit how long the answer may take
   * @throws IOException when there is no answer
   */
  Answer get(String path, String bearer, Duration limit) throws IOException {
    HttpURLConnection call = open("GET", path, Optional.of(bearer));
    call.setReadTimeout((int) limit.toMillis());
    return answer(call);
  }

  /** Opens what is uploaded. */
  public interface Source {
    /** Opens it at its beginning. */
    InputStream open() throws IOException;
  }

  /**
   * Uploads a file.
   *
   * @param size bytes the source has
   * @param type its media type
   * @param key under which the gateway stores it once
   * @throws IOException when there is no answer or the source cannot be read
   */
  public Answer upload(
      String path, Source source, long size, String type, String bearer, Optional<String> key)
      throws IOException {
    HttpURLConnection call = open("POST", path, Optional.of(bearer));
    call.setRequestProperty("Content-Type", type);
    key.ifPresent(once -> call.setRequestProperty("Idempotency-Key", once));
    call.setFixedLengthStreamingMode(size);
    call.setDoOutput(true);
    try (InputStream in = source.open();
        OutputStream body = call.getOutputStream()) {
      in.transferTo(body);
    }
    return answer(call);
  }

  /** The other side answered and will not give it: asking again changes nothing. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  /**
   * Fetches a file of the gateway's into a file, which may hold its beginning already.
   *
   * @param most bytes it may have
   * @throws Refused when there is no such file for us, or it is longer
   * @throws IOException when it broke off; the file holds what came, call again
   */
  public void download(String path, String bearer, Path to, long most) throws IOException {
    FileDownload.run(open("GET", path, Optional.of(bearer)), to, most);
  }

  /**
   * Fetches a file from anywhere, without our token, by the trust this Java came with.
   *
   * @throws IOException as above
   */
  public void download(URI from, Path to, long most) throws IOException {
    FileDownload.run(open("GET", from, Optional.empty(), Optional.empty()), to, most);
  }

  private HttpURLConnection open(String method, String path, Optional<String> bearer)
      throws IOException {
    String base = transport.gateway().toString();
    return open(
        method,
        URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path),
        bearer,
        transport.tls());
  }

  private HttpURLConnection open(
      String method, URI address, Optional<String> bearer, Optional<SSLSocketFactory> tls)
      throws IOException {
    HttpURLConnection call = (HttpURLConnection) address.toURL().openConnection(transport.proxy());
    if (call instanceof HttpsURLConnection secure) {
      tls.ifPresent(secure::setSSLSocketFactory);
    }
    call.setRequestMethod(method);
    call.setConnectTimeout(CONNECT_MILLIS);
    call.setReadTimeout(READ_MILLIS);
    call.setInstanceFollowRedirects(false);
    call.setUseCaches(false);
    call.setRequestProperty("Accept", "application/json, application/problem+json");
    call.setRequestProperty("User-Agent", "kefu-agent");
    bearer.ifPresent(token -> call.setRequestProperty("Authorization", "Bearer " + token));
    return call;
  }

  private static Answer answer(HttpURLConnection call) throws IOException {
    int status = call.getResponseCode();
    InputStream stream = status >= 400 ? call.getErrorStream() : call.getInputStream();
    String body = "";
    if (stream != null) {
      try (stream) {
        body = new String(stream.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
      }
    }
    return new Answer(status, body, retryAfter(call.getHeaderField("Retry-After")));
  }

  private static Optional<Duration> retryAfter(String header) {
    try {
      return header == null
          ? Optional.empty()
          : Optional.of(Duration.ofSeconds(Math.max(0, Long.parseLong(header.strip()))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
