package io.kefu.chassis.sealing;

/** A value that cannot be opened. The message names label and key id, never a value or a key. */
public final class SealingException extends RuntimeException {

  SealingException(String message) {
    super(message);
  }

  SealingException(String message, Throwable cause) {
    super(message, cause);
  }
}
