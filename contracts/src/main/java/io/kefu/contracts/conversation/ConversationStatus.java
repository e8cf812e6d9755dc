package io.kefu.contracts.conversation;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who spoke last, and whether that is still within the SLA (domain.md §2). */
public enum ConversationStatus {
  /** New, nobody looked yet. */
  @JsonProperty("UNSEEN")
  UNSEEN,

  /** The customer waits for us. */
  @JsonProperty("NEED_REPLY")
  NEED_REPLY,

  /** We wait for the customer. */
  @JsonProperty("WAITING_THEM")
  WAITING_THEM,

  /** The customer waited longer than the SLA. */
  @JsonProperty("OVERDUE")
  OVERDUE,

  /** Settled; a new message reopens it. */
  @JsonProperty("RESOLVED")
  RESOLVED,

  /** Put off until a time. */
  @JsonProperty("SNOOZED")
  SNOOZED
}
