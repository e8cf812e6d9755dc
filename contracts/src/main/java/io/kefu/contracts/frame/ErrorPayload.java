package io.kefu.contracts.frame;

import static java.util.Objects.requireNonNull;

/**
 * Tells an agent why a frame was not used.
 *
 * @param code stable code, documented in docs/protocol.md
 * @param message what to do about it
 * @param messageId message the frame carried, when it could be read (optional)
 */
public record ErrorPayload(String code, String message, String messageId) {

  /** Checks that every required value is there. */
  public ErrorPayload {
    requireNonNull(code, "code");
    requireNonNull(message, "message");
  }
}
