package io.kefu.local.backends;

/**
 * A back end could not be started, set up or stopped. The message is meant for the person at the
 * terminal: it says what is wrong and what to change.
 */
public class BackendException extends RuntimeException {

  /** With a message for a person. */
  public BackendException(String message) {
    super(message);
  }

  /** With a message for a person and the cause for the log. */
  public BackendException(String message, Throwable cause) {
    super(message, cause);
  }
}
