package io.kefu.ai.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.kefu.ai.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server on loopback that plays providers, and a provider as the service would make it. One
 * server serves all tests of this JVM and ends with it: starting it costs seconds, and stopping it
 * waits for those that it lets hang.
 */
final class WireStage {

  /** Speaks HTTP and HTTPS; each hanging call holds a thread. */
  static final WireMockServer SERVER =
      new WireMockServer(
          wireMockConfig()
              .dynamicPort()
              .dynamicHttpsPort()
              .containerThreads(60)
              .maxRequestJournalEntries(500));

  static {
    SERVER.start();
  }

  static final Duration PLENTY = Duration.ofSeconds(60);
  static final ModelCall CALL = ModelCall.text("只根据资料回答", "保修多久？");

  /** One HTTP client, as in the service. */
  private static final ChatModels MODELS = new ChatModels(new ObjectMapper());

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Of this stage alone: a request that an earlier test gave up may be told of late. */
  private String path = "/" + UUID.randomUUID();

  /** Forgets what came before: the next requests have an address of their own. */
  void begin() {
    path = "/" + UUID.randomUUID();
  }

  String address(String rest) {
    return "http://localhost:" + SERVER.port() + path + rest;
  }

  void answer(ResponseDefinitionBuilder response) {
    SERVER.stubFor(post(urlPathMatching(path + "/.*")).willReturn(response));
  }

  void answerJson(String body) {
    answer(okJson(body));
  }

  void answerEvents(String events) {
    answer(aResponse().withHeader("Content-Type", "text/event-stream").withBody(events));
  }

  /** What was asked, newest last; addresses without what {@link #begin} put before them. */
  List<LoggedRequest> requests() {
    return SERVER.findAll(postRequestedFor(urlPathMatching(path + "/.*")));
  }

  String pathOf(LoggedRequest request) {
    return request.getUrl().substring(path.length());
  }

  /** A provider of the shipped configuration, with these settings in the place of its own. */
  LangChainProvider provider(String name, Map<String, String> settings) {
    Map<String, String> values = new HashMap<>();
    shipped()
        .forEach(
            (key, value) -> {
              if (key.toString().startsWith("kefu.ai.providers.")) {
                values.put(key.toString(), value.toString());
              }
            });
    settings.forEach((key, value) -> values.put("kefu.ai.providers." + name + "." + key, value));
    return new LangChainProvider(
        name,
        Settings.of(ProviderConfig.class, values).byName().get(name),
        MODELS,
        (tenant, provider) -> Optional.empty(),
        threads);
  }

  private static Properties shipped() {
    Properties shipped = new Properties();
    try (InputStream in = WireStage.class.getResourceAsStream("/application.properties")) {
      shipped.load(in);
      return shipped;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends what its providers still do. */
  void end() {
    threads.shutdownNow();
  }
}
