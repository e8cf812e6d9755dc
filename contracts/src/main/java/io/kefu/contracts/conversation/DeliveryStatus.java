package io.kefu.contracts.conversation;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where one reply part is on its way to the customer. */
public enum DeliveryStatus {
  /** Stored; published until the agent reports. */
  @JsonProperty("PENDING")
  PENDING,

  /** The agent read it back in the chat. */
  @JsonProperty("SENT")
  SENT,

  /** The agent certainly did not send it. */
  @JsonProperty("FAILED")
  FAILED,

  /** Perhaps sent; a person decides. */
  @JsonProperty("UNKNOWN")
  UNKNOWN,

  /** Too old to be sent; a person decides. */
  @JsonProperty("EXPIRED")
  EXPIRED,

  /** An operator took over before it was sent. */
  @JsonProperty("CANCELLED")
  CANCELLED
}
