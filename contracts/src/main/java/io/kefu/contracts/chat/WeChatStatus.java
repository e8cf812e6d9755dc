package io.kefu.contracts.chat;

import com.fasterxml.jackson.annotation.JsonProperty;

/** State of the WeChat PC client as its agent classified it (domain.md §9). */
public enum WeChatStatus {
  /** WeChat 3.9 with its UI tree visible. */
  @JsonProperty("V39")
  V39,

  /** WeChat 4 with its UI tree visible. */
  @JsonProperty("V4_VISIBLE")
  V4_VISIBLE,

  /** WeChat 4 that hides its UI tree. */
  @JsonProperty("V4_HIDDEN")
  V4_HIDDEN,

  /** No WeChat process. */
  @JsonProperty("NOT_RUNNING")
  NOT_RUNNING,

  /** WeChat waits for a login. */
  @JsonProperty("NOT_LOGGED_IN")
  NOT_LOGGED_IN,

  /** No WeChat: the agent runs its simulated driver. */
  @JsonProperty("SIMULATED")
  SIMULATED
}
