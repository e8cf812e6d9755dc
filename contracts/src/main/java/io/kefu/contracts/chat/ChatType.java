package io.kefu.contracts.chat;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What kind of WeChat conversation window a chat is. */
public enum ChatType {
  /** One person. */
  @JsonProperty("private")
  PRIVATE,

  /** A group of people. */
  @JsonProperty("group")
  GROUP
}
