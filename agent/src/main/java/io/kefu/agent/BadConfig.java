package io.kefu.agent;

/** A setting is missing or wrong; the message names it and says what to write. */
public final class BadConfig extends Exception {

  /** Says what to do. */
  public BadConfig(String message) {
    super(message);
  }
}
