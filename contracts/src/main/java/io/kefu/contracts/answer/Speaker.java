package io.kefu.contracts.answer;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who said a line of the conversation. */
public enum Speaker {
  /** Our side: bot or operator. */
  @JsonProperty("me")
  ME,

  /** The customer. */
  @JsonProperty("them")
  THEM
}
