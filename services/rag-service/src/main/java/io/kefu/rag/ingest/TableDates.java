package io.kefu.rag.ingest;

import io.kefu.rag.knowledge.Validity;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the dates of a table: a day as people in China write it ({@code 2026-12-31}, {@code
 * 2026/12/31}, {@code 2026年12月31日}; the last day counts as a whole), or a moment with its zone.
 */
final class TableDates {

  private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");
  private static final Pattern DAY =
      Pattern.compile("(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?(?:\\s+0?0:00(?::00)?)?");

  private TableDates() {}

  /**
   * The validity between two cells; an empty one does not limit it.
   *
   * @throws IllegalArgumentException when a cell is no date, or the end comes before the beginning
   */
  static Validity validity(String from, String to) {
    return new Validity(moment(from, 0), moment(to, 1));
  }

  private static Instant moment(String cell, int daysLater) {
    if (cell.isBlank()) {
      return null;
    }
    try {
      Matcher day = DAY.matcher(cell.strip());
      if (!day.matches()) {
        return Instant.parse(cell.strip());
      }
      return LocalDate.of(
              Integer.parseInt(day.group(1)),
              Integer.parseInt(day.group(2)),
              Integer.parseInt(day.group(3)))
          .plusDays(daysLater)
          .atStartOfDay(CHINA)
          .toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("Write a date as 2026-12-31.", e);
    }
  }
}
