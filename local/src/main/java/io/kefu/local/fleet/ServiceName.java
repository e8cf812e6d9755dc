package io.kefu.local.fleet;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The six services, in the order in which they are started: those that take longest or are asked by
 * others first, the front door last.
 */
public enum ServiceName {
  /**
   * Knowledge base; holds an index and an embedding model in memory. Only a large document needs
   * its heap; what a search leaves behind must not fill it, so the young part is small.
   */
  RAG_SERVICE(8083, "rag", 384, List.of("--add-modules", "jdk.incubator.vector", "-Xmn32m")),
  /** The conversation brain. */
  MESSAGE_SERVICE(8081, "message", 128, List.of()),
  /** LLM providers and guardrails. */
  AI_SERVICE(8082, "ai", 128, List.of()),
  /** The front door. */
  GATEWAY(8080, "gateway", 128, List.of()),
  /** ERP synchronisation. */
  ERP_SYNC(8084, "erp", 128, List.of()),
  /** Statistics. */
  STATS(8085, "stats", 128, List.of());

  private final int defaultPort;
  private final String schema;
  private final int heapMegabytes;
  private final List<String> ownJvmFlags;

  ServiceName(int defaultPort, String schema, int heapMegabytes, List<String> ownJvmFlags) {
    this.defaultPort = defaultPort;
    this.schema = schema;
    this.heapMegabytes = heapMegabytes;
    this.ownJvmFlags = ownJvmFlags;
  }

  /** Folder, log file and configuration name: {@code message-service}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The service of that {@link #id}. */
  public static Optional<ServiceName> ofId(String id) {
    return Arrays.stream(values()).filter(service -> service.id().equals(id)).findFirst();
  }

  /** Port when nobody chooses another. */
  public int defaultPort() {
    return defaultPort;
  }

  /** Its schema in PostgreSQL. */
  public String schema() {
    return schema;
  }

  /** Largest heap in MiB. */
  public int heapMegabytes() {
    return heapMegabytes;
  }

  /** JVM flags that only this service needs. */
  public List<String> ownJvmFlags() {
    return ownJvmFlags;
  }

  /** The variable by which its neighbours learn its address. */
  public String urlVariable() {
    return "KEFU_" + name() + "_URL";
  }
}
