package io.kefu.agent.frame;

import java.time.Instant;
import java.util.Optional;

/**
 * How sending one reply part ended.
 *
 * @param replyId the part
 * @param status the honest outcome
 * @param error a code, a colon and a sentence, when it was not sent or is not known
 * @param at when it ended, on the agent's clock
 */
public record Receipt(String replyId, Status status, Optional<String> error, Instant at) {

  /** Outcomes of a send (design.md §3, promise 4). */
  public enum Status {
    /** Read back in the chat. */
    SENT,
    /** Certainly not sent. */
    FAILED,
    /** Cut off between the first key and the read-back: a person decides. */
    UNKNOWN
  }
}
