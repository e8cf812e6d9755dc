package io.kefu.contracts.rules;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an agent uses a local rule for. */
public enum LocalRuleKind {
  /** Greetings, thanks. */
  @JsonProperty("greeting")
  GREETING,

  /** A question that always has the same answer. */
  @JsonProperty("faq")
  FAQ,

  /** Said, once a chat, while the gateway cannot be reached. */
  @JsonProperty("offline")
  OFFLINE
}
