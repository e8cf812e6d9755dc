package io.kefu.ai.provider;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.time.Duration;

/**
 * One HTTP client for all models: one set of connections and threads however many keys there are.
 * Timeouts are the caller's business, who gives up the thread that waits.
 */
final class SharedHttp implements HttpClientBuilder {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  private final HttpClient client =
      new BoundedHttp(
          java.net.http.HttpClient.newBuilder()
              // Plain-text servers stumble over the offer of an upgrade to HTTP/2.
              .version(Version.HTTP_1_1)
              // A redirect would carry the key to another host.
              .followRedirects(Redirect.NEVER)
              .connectTimeout(CONNECT_TIMEOUT)
              .build());

  @Override
  public Duration connectTimeout() {
    return CONNECT_TIMEOUT;
  }

  @Override
  public HttpClientBuilder connectTimeout(Duration ignored) {
    return this;
  }

  @Override
  public Duration readTimeout() {
    return null;
  }

  @Override
  public HttpClientBuilder readTimeout(Duration ignored) {
    return this;
  }

  @Override
  public HttpClient build() {
    return client;
  }
}
