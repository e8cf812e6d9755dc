package io.kefu.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What became of a customer. */
public enum CustomerEventKind {
  /** Is in the unknown pool from now on: wrote to us and is not on file. */
  @JsonProperty("pool_entered")
  POOL_ENTERED,

  /** Left the unknown pool: put on file, found to be private, or another customer's duplicate. */
  @JsonProperty("pool_left")
  POOL_LEFT,

  /** An episode of a conversation ended, or how it ended was corrected. */
  @JsonProperty("episode_closed")
  EPISODE_CLOSED
}
