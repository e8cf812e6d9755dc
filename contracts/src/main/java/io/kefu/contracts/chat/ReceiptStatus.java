package io.kefu.contracts.chat;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How sending one reply part ended, as the agent saw it. */
public enum ReceiptStatus {
  /** Read back in the chat. */
  @JsonProperty("SENT")
  SENT,

  /** Certainly not sent. */
  @JsonProperty("FAILED")
  FAILED,

  /** Cut off between Enter and read-back: never repeated by itself, a person decides. */
  @JsonProperty("UNKNOWN")
  UNKNOWN
}
