package io.kefu.gateway.auth;

import java.util.Locale;

/** Kinds of those who may come in. */
public enum SubjectKind {
  /** A program beside a WeChat client. */
  AGENT,
  /** A person. */
  USER,
  /** A program of the customer's, with a key that a person gave it. */
  API_KEY;

  /** Its name in tokens and tables: lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a wire name.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static SubjectKind of(String wireName) {
    for (SubjectKind kind : values()) {
      if (kind.wireName().equals(wireName)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("not a kind of subject: " + wireName);
  }
}
