package io.kefu.gateway.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/** What a gateway needs besides its back ends: keys, and somebody to let in. */
public final class GatewaySecrets implements QuarkusTestResourceLifecycleManager {

  public static final String TENANT = "acme";
  public static final String AGENT = "agent_001";
  public static final String ADMIN = "root";
  public static final String PLATFORM = "platform";
  public static final String PLATFORM_ADMIN = "operator-of-all";

  @Override
  public Map<String, String> start() {
    return Map.ofEntries(
        Map.entry("kefu.token-keys.secret", tokenKeysSecret()),
        Map.entry("kefu.bootstrap.tenant", TENANT),
        Map.entry("kefu.bootstrap.admin-username", ADMIN),
        Map.entry("kefu.bootstrap.admin-password", adminPassword()),
        Map.entry("kefu.bootstrap.platform-username", PLATFORM_ADMIN),
        Map.entry("kefu.bootstrap.platform-password", adminPassword()),
        Map.entry("kefu.bootstrap.agent-id", AGENT),
        Map.entry("kefu.bootstrap.agent-secret", agentSecret()),
        // Tests come from many addresses by saying so.
        Map.entry("kefu.http.trusted-proxies", "127.0.0.1"),
        Map.entry("kefu.cors.origins", "https://console.example"),
        Map.entry("kefu.limit.login.burst", "5000"),
        Map.entry("kefu.limit.subject.burst", "100000"),
        Map.entry("kefu.limit.address.burst", "100000"),
        // A busy machine is slow to answer and no reason to count alone.
        Map.entry("kefu.limit.patience", "1s"),
        Map.entry("kefu.limit.retry", "2s"),
        // Cheap hashes: the tests log in often and measure something else.
        Map.entry("kefu.auth.hashing.memory-kib", "256"),
        Map.entry("kefu.auth.hashing.iterations", "1"),
        Map.entry("kefu.file.folder.path", "target/test-files"),
        Map.entry("kefu.session.hello-timeout", "2s"));
  }

  public static String adminPassword() {
    return shared("admin", random());
  }

  public static String agentSecret() {
    return shared("agent", random());
  }

  public static String tokenKeysSecret() {
    return shared("token-keys", random());
  }

  /** Quarkus loads this class in several class loaders; one JVM has one set of secrets. */
  private static String shared(String name, String candidate) {
    return (String)
        System.getProperties().computeIfAbsent("kefu.test.gateway." + name, key -> candidate);
  }

  private static String random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public void stop() {
    // Nothing runs.
  }
}
