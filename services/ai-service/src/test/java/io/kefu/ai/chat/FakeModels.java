package io.kefu.ai.chat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** Two providers that speak real wire formats: a primary in OpenAI's, a backup in Anthropic's. */
public final class FakeModels implements QuarkusTestResourceLifecycleManager {

  /** Set by the one instance of this JVM; Quarkus loads the test in a class loader of its own. */
  public static final String ADDRESS = "kefu.test.models";

  private WireMockServer server;

  @Override
  public Map<String, String> start() {
    server = new WireMockServer(WireMockConfiguration.options().dynamicPort().containerThreads(60));
    server.start();
    System.setProperty(ADDRESS, Integer.toString(server.port()));
    Map<String, String> settings = new HashMap<>();
    settings.put("kefu.ai.chain.order", "deepseek,claude");
    settings.put("kefu.ai.providers.deepseek.base-url", server.baseUrl() + "/deepseek");
    settings.put("kefu.ai.providers.deepseek.api-key", "installation-key");
    settings.put("kefu.ai.providers.deepseek.timeout", "1500ms");
    settings.put("kefu.ai.providers.deepseek.price.in", "0.001");
    settings.put("kefu.ai.providers.deepseek.price.out", "0.002");
    settings.put("kefu.ai.providers.deepseek.breaker.volume", "4");
    settings.put("kefu.ai.providers.deepseek.breaker.delay", "400ms");
    settings.put("kefu.ai.providers.claude.base-url", server.baseUrl() + "/claude");
    settings.put("kefu.ai.providers.claude.api-key", "installation-key");
    settings.put("kefu.ai.tenants.addresses", "any");
    settings.put("kefu.ai.budget.tenants.thrifty.tokens", "40");
    settings.put(
        "kefu.ai.keys.secrets.k1.value",
        Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]));
    return settings;
  }

  @Override
  public void stop() {
    server.stop();
  }
}
