package io.kefu.contracts.rules;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How an agent compares a message with a local rule's phrases. */
public enum LocalRuleMatch {
  /** Letter by letter, after trimming. */
  @JsonProperty("exact")
  EXACT,

  /** Letters and digits alone, after NFKC, in lower case. */
  @JsonProperty("normalised")
  NORMALISED
}
