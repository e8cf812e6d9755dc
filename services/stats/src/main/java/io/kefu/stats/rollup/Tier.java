package io.kefu.stats.rollup;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** How long the buckets of a rollup are. */
public enum Tier {
  /** One minute. */
  MINUTE("m", ChronoUnit.MINUTES),
  /** One hour. */
  HOUR("h", ChronoUnit.HOURS),
  /** One day of the reporting zone. */
  DAY("d", ChronoUnit.DAYS),
  /**
   * The days that begin within the same 168 hours, counted from a Monday's midnight in China. Only
   * read: the database sums up the days (V50__sums_by_the_week.sql).
   */
  WEEK("w", ChronoUnit.WEEKS);

  /** What is counted; the others follow from these. */
  public static final List<Tier> COUNTED = List.of(MINUTE, HOUR, DAY);

  private static final long WEEK_SECONDS = Duration.ofDays(7).toSeconds();
  private static final long FIRST_WEEK = Instant.parse("2000-12-31T16:00:00Z").getEpochSecond();

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
    if (this == WEEK) {
      long since = DAY.floor(time, zone).getEpochSecond() - FIRST_WEEK;
      return Instant.ofEpochSecond(FIRST_WEEK + Math.floorDiv(since, WEEK_SECONDS) * WEEK_SECONDS);
    }
    return time.atZone(zone).truncatedTo(unit).toInstant();
  }

  /** Start of the bucket after the one that begins here. */
  public Instant next(Instant bucket, ZoneId zone) {
    if (this == WEEK) {
      return bucket.plusSeconds(WEEK_SECONDS);
    }
    ZonedDateTime start = bucket.atZone(zone);
    return (this == DAY ? start.plusDays(1) : start.plus(1, unit)).toInstant();
  }

  /** A time rounded up to the start of a bucket. */
  public Instant ceiling(Instant time, ZoneId zone) {
    Instant floor = floor(time, zone);
    return floor.equals(time) ? time : next(floor, zone);
  }
}
