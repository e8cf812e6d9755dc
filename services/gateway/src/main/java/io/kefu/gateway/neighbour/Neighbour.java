package io.kefu.gateway.neighbour;

/** The services that requests are passed on to. */
public enum Neighbour {
  /** The conversation brain. */
  MESSAGE("message-service"),
  /** The knowledge base. */
  RAG("rag-service"),
  /** The language models. */
  AI("ai-service"),
  /** The synchronisation with the ERP. */
  ERP("erp-sync"),
  /** The figures. */
  STATS("stats");

  private final String serviceName;

  Neighbour(String serviceName) {
    this.serviceName = serviceName;
  }

  /** Name in problems, logs and settings. */
  public String serviceName() {
    return serviceName;
  }
}
