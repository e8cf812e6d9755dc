package io.kefu.gateway.collection;

import io.kefu.chassis.problem.Problem;
import io.kefu.chassis.problem.ProblemException;
import java.util.List;

/**
 * Reads query parameters that are no texts. A wrong one is a 400 that names it: left to the library
 * it would be a 404 as if the address were wrong, or count as false. Pure.
 */
public final class Query {

  private static final int MAX_DIGITS = 18;

  private Query() {}

  /**
   * How many entries a page has.
   *
   * @param text as it was sent; null when absent
   * @param byDefault size when absent
   * @param most largest size
   * @throws ProblemException 400
   */
  public static int limit(String text, int byDefault, int most) {
    return text == null ? byDefault : (int) number("limit", text, 1, most);
  }

  /**
   * A whole number.
   *
   * @throws ProblemException 400
   */
  public static long number(String name, String text, long least, long most) {
    try {
      long number = text.length() > MAX_DIGITS ? Long.MIN_VALUE : Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, like a number out of range.
    }
    throw invalid(name, "must be a whole number from " + least + " to " + most);
  }

  /**
   * A yes or no; null when absent.
   *
   * @throws ProblemException 400
   */
  public static Boolean flag(String name, String text) {
    if (text == null) {
      return null;
    }
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(name, "must be true or false");
    };
  }

  private static ProblemException invalid(String name, String message) {
    return new ProblemException(
        400,
        "invalid_request",
        name + " " + message + ".",
        List.of(new Problem.FieldError(name, message)));
  }
}
