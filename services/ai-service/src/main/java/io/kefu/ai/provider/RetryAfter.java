package io.kefu.ai.provider;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Reads a {@code Retry-After} header: seconds, or a date. Pure but for the clock of a date. */
final class RetryAfter {

  /** A provider that wants to be left alone for longer is asked again nevertheless. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private RetryAfter() {}

  /** The time from now; null when there is no such header, or it cannot be read. */
  static Duration in(String header) {
    if (header == null || header.isBlank()) {
      return null;
    }
    Duration time;
    try {
      String text = header.strip();
      time =
          text.chars().allMatch(Character::isDigit) && text.length() < 10
              ? Duration.ofSeconds(Long.parseLong(text))
              : Duration.between(
                  Instant.now(),
                  ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return null;
    }
    if (time.isNegative()) {
      return Duration.ZERO;
    }
    return time.compareTo(LONGEST) > 0 ? LONGEST : time;
  }
}
