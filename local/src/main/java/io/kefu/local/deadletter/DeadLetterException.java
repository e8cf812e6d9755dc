package io.kefu.local.deadletter;

/** The dead letters cannot be read or replayed; the message says what to do. */
public final class DeadLetterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DeadLetterException(String message) {
    super(message);
  }
}
