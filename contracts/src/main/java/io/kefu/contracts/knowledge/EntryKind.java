package io.kefu.contracts.knowledge;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a knowledge entry is. */
public enum EntryKind {
  /** A curated question and answer. */
  @JsonProperty("qa")
  QA,

  /** A passage of a document. */
  @JsonProperty("chunk")
  CHUNK
}
