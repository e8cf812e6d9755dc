package io.kefu.contracts.chat;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who wrote a reply. */
public enum ReplyOrigin {
  /** The platform: canned, retrieved or generated. */
  @JsonProperty("bot")
  BOT,

  /** A person in the console. */
  @JsonProperty("operator")
  OPERATOR,

  /** A rule evaluated on the PC itself. */
  @JsonProperty("agent_rule")
  AGENT_RULE
}
