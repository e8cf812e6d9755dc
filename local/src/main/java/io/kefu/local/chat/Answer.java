package io.kefu.local.chat;

import io.kefu.contracts.conversation.MessageOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of one question.
 *
 * @param messageId the question
 * @param accepted whether the gateway took it
 * @param shown parts that the simulated WeChat shows, in order
 * @param seenAfter from asking to the last part being shown; empty when nothing is
 * @param outcome what the platform says of it; empty when it has not decided in time
 */
public record Answer(
    String messageId,
    boolean accepted,
    List<String> shown,
    Optional<Duration> seenAfter,
    Optional<MessageOutcome> outcome) {

  /** Copies the list. */
  public Answer {
    shown = List.copyOf(shown);
  }

  /** Whether the platform decided. */
  public boolean isDecided() {
    return outcome.map(MessageOutcome::decided).orElse(false);
  }
}
