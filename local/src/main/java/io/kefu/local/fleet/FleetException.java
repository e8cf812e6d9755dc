package io.kefu.local.fleet;

/** The fleet could not be started or kept; the message tells a person what to do. */
public class FleetException extends RuntimeException {

  /** With a message for a person. */
  public FleetException(String message) {
    super(message);
  }

  /** With a message for a person and the cause. */
  public FleetException(String message, Throwable cause) {
    super(message, cause);
  }
}
