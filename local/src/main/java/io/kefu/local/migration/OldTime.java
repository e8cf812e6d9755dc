package io.kefu.local.migration;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times of the predecessor's database: text or number, in seconds, milliseconds or microseconds
 * since 1970. A text without a zone is local time, but what SQLite's CURRENT_TIMESTAMP wrote is
 * UTC. Pure.
 */
final class OldTime {

  private static final Pattern WRITTEN =
      Pattern.compile(
          "(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?"
              + "(?:[T ]+(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:[.,](\\d{1,9})\\d*)?)?)?"
              + "\\s*(Z|[+-]\\d{2}:?\\d{2})?");

  /** What CURRENT_TIMESTAMP writes. */
  private static final Pattern CURRENT_TIMESTAMP =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}");

  private static final Pattern NUMBER = Pattern.compile("\\d{9,17}(?:\\.\\d+)?");
  private static final Instant EARLIEST = Instant.parse("2005-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");
  private static final double MILLIS_FROM = 1e11;
  private static final double MICROS_FROM = 1e14;

  private OldTime() {}

  /**
   * Reads a time.
   *
   * @param value text or number; may be null
   * @param stamped whether the column's default is CURRENT_TIMESTAMP
   * @param zone of local times
   * @return empty when it is none, or none of the years 2005 to 2099
   */
  static Optional<Instant> of(Object value, boolean stamped, ZoneId zone) {
    Optional<Instant> time =
        switch (value) {
          case null -> Optional.empty();
          case Number number -> since1970(number.doubleValue());
          case String text -> written(text.strip(), stamped, zone);
          default -> Optional.empty();
        };
    return time.filter(at -> !at.isBefore(EARLIEST) && at.isBefore(LATEST));
  }

  private static Optional<Instant> since1970(double number) {
    double millis =
        number >= MICROS_FROM ? number / 1e3 : number >= MILLIS_FROM ? number : number * 1e3;
    return Double.isFinite(millis) && millis > 0
        ? Optional.of(Instant.ofEpochMilli(Math.round(millis)))
        : Optional.empty();
  }

  private static Optional<Instant> written(String text, boolean stamped, ZoneId zone) {
    if (NUMBER.matcher(text).matches()) {
      return since1970(Double.parseDouble(text));
    }
    Matcher parts = WRITTEN.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      LocalDateTime local =
          LocalDateTime.of(
              number(parts, 1),
              number(parts, 2),
              number(parts, 3),
              number(parts, 4),
              number(parts, 5),
              number(parts, 6),
              nanos(parts.group(7)));
      ZoneId of =
          parts.group(8) != null
              ? ZoneOffset.of(parts.group(8))
              : stamped && CURRENT_TIMESTAMP.matcher(text).matches() ? ZoneOffset.UTC : zone;
      return Optional.of(local.atZone(of).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static int number(Matcher parts, int group) {
    return parts.group(group) == null ? 0 : Integer.parseInt(parts.group(group));
  }

  private static int nanos(String fraction) {
    return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
  }
}
