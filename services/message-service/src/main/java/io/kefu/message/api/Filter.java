package io.kefu.message.api;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import io.kefu.chassis.sealing.PhoneNumber;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * A value that a list is filtered by.
 *
 * @param value as the statement takes it; null does not filter
 */
record Filter(Object value) {

  /** A text; blank does not filter. */
  static Filter text(String value) {
    return new Filter(value == null || value.isBlank() ? null : value.strip());
  }

  /** An id. */
  static Filter id(String name, String value) {
    return new Filter(value == null || value.isBlank() ? null : uuid(name, value.strip()));
  }

  /** A phone number, looked for by its fingerprints. */
  static Filter phone(String written, Function<String, List<String>> fingerprints) {
    if (written == null || written.isBlank()) {
      return new Filter(null);
    }
    String number =
        PhoneNumber.normalised(written)
            .orElseThrow(
                () ->
                    new ProblemException(
                        400,
                        "invalid_request",
                        "Correct the fields listed under errors.",
                        List.of(
                            new Problem.FieldError(
                                "phone", "must be a phone number of 5 to 20 digits"))));
    return new Filter(fingerprints.apply(number).toArray(String[]::new));
  }

  /** Reads an id of a request; the problem names the field. */
  static UUID uuid(String name, String value) {
    try {
      return UUID.fromString(value);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          400,
          "invalid_request",
          "Correct the fields listed under errors.",
          List.of(new Problem.FieldError(name, "must be a UUID")));
    }
  }
}
