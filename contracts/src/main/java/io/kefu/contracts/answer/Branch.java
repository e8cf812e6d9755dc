package io.kefu.contracts.answer;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which way of the answer policy a message went (domain.md §5 and §6). */
public enum Branch {
  /** Greeting, thanks: a fixed text, no retrieval. */
  @JsonProperty("canned")
  CANNED,

  /** Answered from the knowledge base. */
  @JsonProperty("direct_answer")
  DIRECT_ANSWER,

  /** A clarifying question was asked. */
  @JsonProperty("clarification")
  CLARIFICATION,

  /** Given to a person. */
  @JsonProperty("handoff")
  HANDOFF,

  /** A sending limit held the answer back. */
  @JsonProperty("rate_limited")
  RATE_LIMITED,

  /** A forbidden topic: approved text verbatim, or a person. */
  @JsonProperty("forbidden")
  FORBIDDEN,

  /** Answered from the ERP. */
  @JsonProperty("erp")
  ERP,

  /** A tenant rule answered. */
  @JsonProperty("rule")
  RULE,

  /** Nothing to answer (system row, own message, private chat). */
  @JsonProperty("ignored")
  IGNORED,

  /** Decided and not said: the tenant has the bot in shadow mode. */
  @JsonProperty("shadow")
  SHADOW
}
