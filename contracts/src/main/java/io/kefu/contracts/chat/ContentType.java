package io.kefu.contracts.chat;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a WeChat message consists of. */
public enum ContentType {
  /** Plain text. */
  @JsonProperty("text")
  TEXT,

  /** A picture. */
  @JsonProperty("image")
  IMAGE,

  /** A voice message. */
  @JsonProperty("voice")
  VOICE,

  /** A video. */
  @JsonProperty("video")
  VIDEO,

  /** A file. */
  @JsonProperty("file")
  FILE,

  /** A link card. */
  @JsonProperty("link")
  LINK,

  /** Text that quotes an earlier message. */
  @JsonProperty("quote")
  QUOTE,

  /** A contact card. */
  @JsonProperty("card")
  CARD,

  /** A row that WeChat itself wrote (time, recall, joined a group); never answered. */
  @JsonProperty("system")
  SYSTEM
}
