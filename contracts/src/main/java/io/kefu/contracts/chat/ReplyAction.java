package io.kefu.contracts.chat;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the platform decided to do about a message. */
public enum ReplyAction {
  /** Send the content to the customer. */
  @JsonProperty("reply")
  REPLY,

  /** A person takes over; the content, if any, tells the customer so. */
  @JsonProperty("transfer_human")
  TRANSFER_HUMAN,

  /** Nothing is sent. */
  @JsonProperty("ignore")
  IGNORE
}
