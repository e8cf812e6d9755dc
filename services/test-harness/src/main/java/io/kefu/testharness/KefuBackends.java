package io.kefu.testharness;

import io.kefu.local.backends.BackendsConfig;
import io.kefu.local.backends.EmbeddedBackends;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives a service's tests real Kafka, PostgreSQL and Redis: one set for the whole test JVM, on free
 * ports, shared by all test classes and profiles.
 *
 * <pre>{@code
 * @QuarkusTest
 * @WithTestResource(
 *     value = KefuBackends.class,
 *     scope = TestResourceScope.GLOBAL,
 *     initArgs = @ResourceArg(name = "schema", value = "message"))
 * }</pre>
 */
public final class KefuBackends implements QuarkusTestResourceLifecycleManager {

  private static final String ADDRESSES = "kefu.test.backends";

  /** One object for all class loaders, and not the properties themselves: others lock those. */
  private static final Object LOCK = KefuBackends.class.getName().intern();

  private static final List<String> SCHEMAS =
      List.of("gateway", "message", "ai", "rag", "erp", "stats");

  /** The broker tells a lot about itself; held here so that the levels are not forgotten. */
  private static final List<Logger> QUIETED =
      Stream.of("kafka", "org.apache.kafka", "state.change.logger").map(Logger::getLogger).toList();

  private String schema;

  /**
   * Where the back ends of this JVM are; starts them when nobody has. Quarkus loads this class more
   * than once, in class loaders of its own, so what they share is written into a system property.
   */
  private static Map<String, String> addresses() {
    synchronized (LOCK) {
      String known = System.getProperty(ADDRESSES);
      if (known == null) {
        QUIETED.forEach(logger -> logger.setLevel(Level.WARNING));
        EmbeddedBackends started =
            EmbeddedBackends.start(BackendsConfig.ephemeral().withPartitions(3));
        Runtime.getRuntime().addShutdownHook(new Thread(started::close, "stop-back-ends"));
        known = write(describe(started));
        System.setProperty(ADDRESSES, known);
      }
      return read(known);
    }
  }

  private static String write(Map<String, String> addresses) {
    return addresses.entrySet().stream()
        .map(address -> address.getKey() + '=' + address.getValue())
        .collect(Collectors.joining("\n"));
  }

  private static Map<String, String> read(String text) {
    return text.lines()
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(address -> address[0], address -> address[1]));
  }

  private static Map<String, String> describe(EmbeddedBackends running) {
    Map<String, String> addresses = new HashMap<>();
    addresses.put("kafka.bootstrap.servers", running.kafka().bootstrapServers());
    addresses.put("quarkus.datasource.reactive.url", running.postgres().reactiveUrl());
    addresses.put("quarkus.datasource.jdbc.url", running.postgres().jdbcUrl());
    addresses.put("quarkus.redis.hosts", running.redis().uri());
    for (String schema : SCHEMAS) {
      addresses.put(schema + ".user", running.postgres().role(schema).user());
      addresses.put(schema + ".password", running.postgres().role(schema).password());
    }
    return Map.copyOf(addresses);
  }

  @Override
  public void init(Map<String, String> initArgs) {
    schema = initArgs.get("schema");
    if (schema == null) {
      throw new IllegalArgumentException("name the service's schema: initArgs schema=…");
    }
  }

  @Override
  public Map<String, String> start() {
    Map<String, String> settings = new HashMap<>(addresses());
    settings.put("quarkus.datasource.username", settings.get(schema + ".user"));
    settings.put("quarkus.datasource.password", settings.get(schema + ".password"));
    settings.keySet().removeIf(key -> SCHEMAS.contains(prefix(key)));
    settings.put("kefu.service-token.secret", TestTokens.secret());
    return settings;
  }

  private static String prefix(String key) {
    int dot = key.indexOf('.');
    return dot < 0 ? key : key.substring(0, dot);
  }

  @Override
  public void stop() {
    // The next test class uses the same set; the shutdown hook ends it.
  }
}
