package io.kefu.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What changed about a conversation; a change of several kinds is told by the first that fits. */
public enum ConversationEventKind {
  /** It began. */
  @JsonProperty("created")
  CREATED,

  /** Its status is another one. */
  @JsonProperty("status_changed")
  STATUS_CHANGED,

  /** Another one looks after it: claimed, released, handed over, handed back. */
  @JsonProperty("handling_changed")
  HANDLING_CHANGED,

  /** It was assigned. */
  @JsonProperty("assigned")
  ASSIGNED
}
