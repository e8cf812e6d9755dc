package io.kefu.message.api;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.sealing.PhoneNumber;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * A value that a list is filtered by.
 *
 * @param value as the statement takes it; null does not filter
 */
record Filter(Object value) {

  private static final int MAX_YEAR = 9998;

  /** A text; blank does not filter. */
  static Filter text(String value) {
    return new Filter(plain(value));
  }

  /** An id. */
  static Filter id(String name, String value) {
    return new Filter(uuidOrNull(name, value));
  }

  /** The text of a filter; null when it is blank. */
  static String plain(String value) {
    if (value == null || value.isBlank()) {
      return null;
    }
    // A NUL is no text to the database.
    return value.strip().replace('\0', '\uFFFD');
  }

  /** An id; null when it is blank. */
  static UUID uuidOrNull(String name, String value) {
    return value == null || value.isBlank() ? null : uuid(name, value.strip());
  }

  /** A time with its offset; null when it is blank. */
  static OffsetDateTime time(String name, String value) {
    if (value == null || value.isBlank()) {
      return null;
    }
    try {
      // A plus sign that was not encoded arrives as a space.
      OffsetDateTime time = OffsetDateTime.parse(value.strip().replace(' ', '+'));
      if (time.getYear() < 1 || time.getYear() > MAX_YEAR) {
        throw invalid(name, "must be a time of the years 1 to " + MAX_YEAR);
      }
      return time;
    } catch (DateTimeParseException e) {
      throw invalid(name, "must be a time with its offset, such as 2026-11-22T08:00:00+08:00");
    }
  }

  /** A refusal of one field. */
  static ProblemException invalid(String field, String advice) {
    return new ProblemException(
        400,
        "invalid_request",
        "Correct the fields listed under errors.",
        List.of(new Problem.FieldError(field, advice)));
  }

  /** A phone number, looked for by its fingerprints. */
  static Filter phone(String written, Function<String, List<String>> fingerprints) {
    if (written == null || written.isBlank()) {
      return new Filter(null);
    }
    String number =
        PhoneNumber.normalised(written)
            .orElseThrow(() -> invalid("phone", "must be a phone number of 5 to 20 digits"));
    return new Filter(fingerprints.apply(number).toArray(String[]::new));
  }

  /** Reads an id of a request; the problem names the field. */
  static UUID uuid(String name, String value) {
    try {
      return UUID.fromString(value);
    } catch (IllegalArgumentException e) {
      throw invalid(name, "must be a UUID");
    }
  }
}
