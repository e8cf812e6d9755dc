package io.kefu.gateway.api;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import java.util.List;

/** What every body and every filter must be before a room sees it. */
final class Texts {

  private static final int MAX_FILTER = 200;

  private Texts() {}

  static void requireBody(Object body) {
    if (body == null) {
      throw new ProblemException(400, "unreadable_body", "Send a JSON body.");
    }
  }

  static String require(String field, String value, int maxLength) {
    if (value == null || value.isEmpty()) {
      throw invalid(field, "is missing");
    }
    if (value.length() > maxLength) {
      throw invalid(field, "must have at most " + maxLength + " characters");
    }
    return value;
  }

  /** A filter as PostgreSQL can compare it; null stays null. */
  static String clean(String name, String filter) {
    if (filter != null && (filter.length() > MAX_FILTER || filter.indexOf('\0') >= 0)) {
      throw invalid(name, "must have at most " + MAX_FILTER + " characters");
    }
    return filter == null || filter.isEmpty() ? null : filter;
  }

  static ProblemException invalid(String field, String message) {
    return new ProblemException(
        400,
        "invalid_request",
        "Correct the fields listed under errors.",
        List.of(new Problem.FieldError(field, message)));
  }
}
