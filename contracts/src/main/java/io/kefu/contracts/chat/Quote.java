package io.kefu.contracts.chat;

import static java.util.Objects.requireNonNull;

/**
 * The earlier message that a quote message refers to.
 *
 * @param senderName who is quoted (optional)
 * @param content the quoted text
 */
public record Quote(String senderName, String content) {

  /** Checks that every required value is there. */
  public Quote {
    requireNonNull(content, "content");
  }
}
