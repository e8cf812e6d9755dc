package io.kefu.contracts.frame;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Types of WebSocket frames, protocol 2.0 (design.md §4). */
public enum FrameType {
  /** Agent introduces itself; first frame, within ten seconds. */
  @JsonProperty("hello")
  HELLO,

  /** Server accepts the session. */
  @JsonProperty("welcome")
  WELCOME,

  /** Agent reports a WeChat message. */
  @JsonProperty("message")
  MESSAGE,

  /** Either side: durably accepted, sent or executed. */
  @JsonProperty("ack")
  ACK,

  /** Server has something to send to a customer. */
  @JsonProperty("reply")
  REPLY,

  /** Both ways, every thirty seconds. */
  @JsonProperty("heartbeat")
  HEARTBEAT,

  /** Server asks the agent to do something. */
  @JsonProperty("command")
  COMMAND,

  /** Server could not use a frame and says why. */
  @JsonProperty("error")
  ERROR
}
