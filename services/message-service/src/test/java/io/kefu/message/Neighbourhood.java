package io.kefu.message;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Stands in for rag-service and ai-service: one HTTP server that speaks their wire format. */
public final class Neighbourhood implements QuarkusTestResourceLifecycleManager {

  private static final String PORT = "kefu.test.neighbours.port";

  @Override
  public Map<String, String> start() {
    synchronized (PORT.intern()) {
      if (System.getProperty(PORT) == null) {
        WireMockServer server =
            new WireMockServer(
                WireMockConfiguration.options()
                    .dynamicPort()
                    .containerThreads(64)
                    .asynchronousResponseEnabled(true)
                    .asynchronousResponseThreads(8));
        server.start();
        System.setProperty(PORT, Integer.toString(server.port()));
      }
    }
    String url = "http://localhost:" + port();
    return Map.of(
        "kefu.rag-service.url", url, "kefu.ai-service.url", url, "kefu.erp-sync.url", url);
  }

  /** Where the server listens. */
  public static int port() {
    return Integer.getInteger(PORT);
  }

  @Override
  public void stop() {
    // The next test class uses the same server; it ends with the JVM.
  }
}
