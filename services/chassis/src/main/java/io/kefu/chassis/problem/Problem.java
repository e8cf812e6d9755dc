package io.kefu.chassis.problem;

import java.util.List;

/**
 * An error as RFC 9457 tells it ({@code application/problem+json}).
 *
 * @param type URI of the kind of problem
 * @param title short, the same for every problem of the kind
 * @param status HTTP status
 * @param detail what to do about it; never a stack trace, a secret or a message text
 * @param code stable code for programs
 * @param errors what is wrong with which field (optional)
 */
public record Problem(
    String type, String title, int status, String detail, String code, List<FieldError> errors) {

  /** Media type of a problem. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /**
   * What is wrong with one field of a request, or at one place of a document.
   *
   * @param field name or path as it stands in the request; null when a pointer tells the place
   * @param message what to change
   * @param pointer JSON pointer into a document (optional)
   * @param line line within a text, from 1 (optional)
   * @param column column within the line, from 1 (optional)
   * @param hint what may have been meant (optional)
   */
  public record FieldError(
      String field, String message, String pointer, Integer line, Integer column, String hint) {

    /** An error of a field. */
    public FieldError(String field, String message) {
      this(field, message, null, null, null, null);
    }
  }

  static Problem of(int status, String code, String detail, List<FieldError> errors) {
    return new Problem(
        "https://kefu.io/problems/" + code.replace('_', '-'),
        title(status),
        status,
        detail,
        code,
        errors.isEmpty() ? null : errors);
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad request";
      case 401 -> "Not authenticated";
      case 403 -> "Not permitted";
      case 404 -> "Not found";
      case 405 -> "Method not allowed";
      case 406 -> "Not acceptable";
      case 409 -> "Conflict";
      case 412 -> "Precondition failed";
      case 413 -> "Too large";
      case 415 -> "Unsupported media type";
      case 422 -> "Not processable";
      case 429 -> "Too many requests";
      case 503 -> "Not available";
      case 504 -> "Deadline exceeded";
      default -> status < 500 ? "Request refused" : "Internal error";
    };
  }
}
