package io.kefu.rag.entry;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether an entry is used. */
public enum EntryStatus {
  /** Being written: kept, and never found. */
  @JsonProperty("draft")
  DRAFT,

  /** Approved by a person: found, and may be sent word for word. */
  @JsonProperty("approved")
  APPROVED
}
