package io.kefu.contracts.frame;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a command ended on the agent. */
public enum CommandStatus {
  /** Executed. */
  @JsonProperty("DONE")
  DONE,

  /** Not executed; the error says why. */
  @JsonProperty("FAILED")
  FAILED,

  /** This agent does not know the command. */
  @JsonProperty("UNSUPPORTED")
  UNSUPPORTED
}
