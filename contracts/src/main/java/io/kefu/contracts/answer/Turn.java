package io.kefu.contracts.answer;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One earlier line of the conversation.
 *
 * @param speaker our side or the customer
 * @param content the text
 * @param timestamp when
 */
public record Turn(Speaker speaker, String content, Instant timestamp) {

  /** Checks that every required value is there. */
  public Turn {
    requireNonNull(speaker, "speaker");
    requireNonNull(content, "content");
    requireNonNull(timestamp, "timestamp");
  }
}
