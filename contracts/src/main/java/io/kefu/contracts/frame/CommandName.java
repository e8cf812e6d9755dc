package io.kefu.contracts.frame;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Commands an agent understands. */
public enum CommandName {
  /** Take over a new set of local rules. */
  @JsonProperty("rules.update")
  RULES_UPDATE,

  /** Upload a picture of the WeChat window. */
  @JsonProperty("screenshot")
  SCREENSHOT,

  /** Upload a crop for text recognition. */
  @JsonProperty("ocr")
  OCR,

  /** Stop sending and collecting. */
  @JsonProperty("pause")
  PAUSE,

  /** Continue after a pause. */
  @JsonProperty("resume")
  RESUME,

  /** Take over changed settings. */
  @JsonProperty("config.update")
  CONFIG_UPDATE,

  /** Upload the recent logs. */
  @JsonProperty("logs.collect")
  LOGS_COLLECT,

  /** Install a signed newer version. */
  @JsonProperty("update")
  UPDATE
}
