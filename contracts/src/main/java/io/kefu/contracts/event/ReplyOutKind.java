package io.kefu.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a record of reply.out carries. */
public enum ReplyOutKind {
  /** One part of a reply. */
  @JsonProperty("reply")
  REPLY,

  /** A command to an agent. */
  @JsonProperty("command")
  COMMAND,

  /** A decision that sends nothing: ignored, or handed over without a notice. */
  @JsonProperty("decision")
  DECISION
}
