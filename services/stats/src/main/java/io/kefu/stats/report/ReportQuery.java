package io.kefu.stats.report;

import io.kefu.chassis.problem.Problem.FieldError;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.contracts.stats.StatsGranularity;
import io.kefu.stats.rollup.Tier;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a report is asked for: whole buckets only.
 *
 * @param from start of the first bucket
 * @param to end of the last bucket
 * @param granularity length of a bucket
 */
public record ReportQuery(Instant from, Instant to, StatsGranularity granularity) {

  private static final Duration DEFAULT_RANGE = Duration.ofHours(24);

  /** The rollups that answer it. */
  public Tier tier() {
    return tierOf(granularity);
  }

  /** As long a range that ends where this one begins, in whole buckets. */
  public ReportQuery previous(ZoneId zone) {
    Instant start = from.minus(Duration.between(from, to));
    return new ReportQuery(tier().floor(start, zone), from, granularity);
  }

  /**
   * Reads the parameters; absent ones mean the last 24 hours by the hour.
   *
   * @throws ProblemException 400 that names each parameter to change
   */
  public static ReportQuery parse(
      String from, String to, String granularity, Instant now, ZoneId zone, int maxBuckets) {
    List<FieldError> errors = new ArrayList<>();
    StatsGranularity unit = granularity(granularity, errors);
    Instant end = time("to", to, now, errors);
    Instant start = time("from", from, end == null ? now : end.minus(DEFAULT_RANGE), errors);
    if (errors.isEmpty() && !start.isBefore(end)) {
      errors.add(new FieldError("from", "must be before to"));
    }
    if (!errors.isEmpty()) {
      throw new ProblemException(
          400, "invalid_range", "Correct the parameters listed under errors.", errors);
    }
    Tier tier = tierOf(unit);
    long estimate =
        Duration.between(start, end)
            .dividedBy(
                switch (unit) {
                  case MINUTE -> Duration.ofMinutes(1);
                  case HOUR -> Duration.ofHours(1);
                  case DAY -> Duration.ofDays(1);
                });
    if (estimate > maxBuckets) {
      throw new ProblemException(
          400,
          "range_too_long",
          "The range holds more than "
              + maxBuckets
              + " buckets; shorten it or ask for a coarser granularity.",
          List.of(new FieldError("granularity", "at most " + maxBuckets + " buckets")));
    }
    return new ReportQuery(tier.floor(start, zone), tier.ceiling(end, zone), unit);
  }

  private static Tier tierOf(StatsGranularity granularity) {
    return switch (granularity) {
      case MINUTE -> Tier.MINUTE;
      case HOUR -> Tier.HOUR;
      case DAY -> Tier.DAY;
    };
  }

  private static StatsGranularity granularity(String text, List<FieldError> errors) {
    if (text == null || text.isEmpty()) {
      return StatsGranularity.HOUR;
    }
    for (StatsGranularity value : StatsGranularity.values()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
        return value;
      }
    }
    errors.add(new FieldError("granularity", "must be minute, hour or day"));
    return StatsGranularity.HOUR;
  }

  private static Instant time(
      String name, String text, Instant otherwise, List<FieldError> errors) {
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    try {
      // A plus sign that was not encoded arrives as a blank.
      Instant time = Instant.parse(text.replace(' ', '+'));
      if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
        errors.add(new FieldError(name, "must lie between " + EARLIEST + " and " + LATEST));
        return null;
      }
      return time;
    } catch (DateTimeParseException e) {
      errors.add(
          new FieldError(
              name, "must be an ISO-8601 time with offset, such as 2026-11-22T10:00:00+08:00"));
      return null;
    }
  }

  // PostgreSQL and the calendar end somewhere; nothing of ours lies outside of this.
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
}
