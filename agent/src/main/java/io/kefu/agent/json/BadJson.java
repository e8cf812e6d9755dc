package io.kefu.agent.json;

/** A text is not the JSON that was expected; the message names the field. */
public final class BadJson extends Exception {

  /** Says what is wrong. */
  public BadJson(String message) {
    super(message);
  }
}
