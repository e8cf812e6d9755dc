package io.kefu.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happened to an agent. */
public enum AgentEventKind {
  /** Said hello and was welcomed. */
  @JsonProperty("online")
  ONLINE,

  /** Its socket closed or its heartbeats stopped. */
  @JsonProperty("offline")
  OFFLINE,

  /** Reported its health. */
  @JsonProperty("heartbeat")
  HEARTBEAT,

  /** Reported how sending a reply ended. */
  @JsonProperty("receipt")
  RECEIPT,

  /** Reported how a command ended. */
  @JsonProperty("command_result")
  COMMAND_RESULT
}
