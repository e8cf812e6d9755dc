package io.kefu.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happened to a document. */
public enum KnowledgeChange {
  /** A new version is visible. */
  @JsonProperty("published")
  PUBLISHED,

  /** The document is gone. */
  @JsonProperty("deleted")
  DELETED
}
