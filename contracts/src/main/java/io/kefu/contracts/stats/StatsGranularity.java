package io.kefu.contracts.stats;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How long one bucket of a series is. */
public enum StatsGranularity {
  /** One minute. */
  @JsonProperty("minute")
  MINUTE,

  /** One hour. */
  @JsonProperty("hour")
  HOUR,

  /** One day in the zone of the report. */
  @JsonProperty("day")
  DAY
}
