package io.kefu.stats.rollup;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/** How long the buckets of a rollup are. */
public enum Tier {
  /** One minute. */
  MINUTE("m", ChronoUnit.MINUTES),
  /** One hour. */
  HOUR("h", ChronoUnit.HOURS),
  /** One day of the reporting zone. */
  DAY("d", ChronoUnit.DAYS);

  private final String code;
  private final ChronoUnit unit;

  Tier(String code, ChronoUnit unit) {
    this.code = code;
    this.unit = unit;
  }

  /** Its code in tables. */
  public String code() {
    return code;
  }

  /** Start of the bucket that holds a time. */
  public Instant floor(Instant time, ZoneId zone) {
    return time.atZone(zone).truncatedTo(unit).toInstant();
  }

  /** Start of the bucket after the one that begins here. */
  public Instant next(Instant bucket, ZoneId zone) {
    ZonedDateTime start = bucket.atZone(zone);
    return (this == DAY ? start.plusDays(1) : start.plus(1, unit)).toInstant();
  }

  /** A time rounded up to the start of a bucket. */
  public Instant ceiling(Instant time, ZoneId zone) {
    Instant floor = floor(time, zone);
    return floor.equals(time) ? time : next(floor, zone);
  }
}
