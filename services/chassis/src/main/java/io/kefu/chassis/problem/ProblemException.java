package io.kefu.chassis.problem;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An error meant for the caller of an endpoint; becomes problem+json. A service's own sealed errors
 * extend it or are turned into it at the edge.
 */
public class ProblemException extends RuntimeException {

  private final int status;
  private final String code;
  private final transient List<Problem.FieldError> errors;
  private final transient Duration retryAfter;

  /**
   * A problem without field errors.
   *
   * @param status HTTP status, 400 to 599
   * @param code stable snake_case code
   * @param detail what to do about it
   */
  public ProblemException(int status, String code, String detail) {
    this(status, code, detail, List.of(), null);
  }

  /** A problem with the fields that are wrong. */
  public ProblemException(int status, String code, String detail, List<Problem.FieldError> errors) {
    this(status, code, detail, errors, null);
  }

  /** A problem that goes away: the caller is told when to come back. */
  public ProblemException(int status, String code, String detail, Duration retryAfter) {
    this(status, code, detail, List.of(), retryAfter);
  }

  private ProblemException(
      int status,
      String code,
      String detail,
      List<Problem.FieldError> errors,
      Duration retryAfter) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = List.copyOf(errors);
    this.retryAfter = retryAfter;
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** Stable code. */
  public String code() {
    return code;
  }

  /** When to come back, if that helps. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The body of the answer. */
  public Problem toProblem() {
    return Problem.of(status, code, getMessage(), errors);
  }
}
