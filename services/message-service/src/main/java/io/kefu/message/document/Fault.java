package io.kefu.message.document;

/**
 * What is wrong at one place of a document that a person wrote.
 *
 * @param pointer JSON pointer to the value (RFC 6901); empty for the whole document
 * @param line line within the value's text, from 1; null when the whole value is meant
 * @param column column in that line, from 1; null as above
 * @param message what is wrong
 * @param hint what to write instead; may be null
 */
public record Fault(String pointer, Integer line, Integer column, String message, String hint) {

  /** A fault of a whole value. */
  public static Fault at(String pointer, String message, String hint) {
    return new Fault(pointer, null, null, message, hint);
  }
}
