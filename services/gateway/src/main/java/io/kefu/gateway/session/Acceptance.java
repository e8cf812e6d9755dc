package io.kefu.gateway.session;

import io.kefu.contracts.chat.InboundMessage;
import io.kefu.contracts.frame.Ack;
import io.kefu.contracts.frame.FrameType;
import io.kefu.gateway.eventlog.EventLogUnavailable;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Takes one agent's messages to Kafka, in their order within each chat, and answers each with an
 * ack once Kafka has it (promise 1), or with an error. Messages come on the socket's thread,
 * confirmations on Kafka's.
 */
final class Acceptance {

  private static final Logger LOG = Logger.getLogger(Acceptance.class);

  private final SessionSurroundings around;
  private final AgentKey agent;
  private final Speech speech;
  private final ChatLanes lanes;
  private final AtomicInteger unanswered = new AtomicInteger();

  Acceptance(SessionSurroundings around, AgentKey agent, Speech speech) {
    this.around = around;
    this.agent = agent;
    this.speech = speech;
    this.lanes = new ChatLanes(around.config.maxInFlight());
  }

  /** Messages that the agent was neither acknowledged nor refused yet. */
  int inFlight() {
    return unanswered.get();
  }

  /**
   * A message came.
   *
   * @param begin when, in nanoseconds, for the figures
   */
  void accept(InboundMessage message, Instant welcomedAt, long begin) {
    unanswered.incrementAndGet();
    boolean taken =
        lanes.submit(
            message.chatId(),
            () -> around.traffic.message(agent, welcomedAt, message),
            () -> {
              around.metrics.accepted(System.nanoTime() - begin);
              speech.say(FrameType.ACK, Ack.ofMessage(message.messageId(), around.clock.instant()));
              unanswered.decrementAndGet();
            },
            failure -> {
              notAccepted(message, failure);
              unanswered.decrementAndGet();
            });
    if (!taken) {
      unanswered.decrementAndGet();
      speech.refuse(
          FrameError.TOO_MANY_IN_FLIGHT,
          "Wait for acks before you send more.",
          Optional.of(message.messageId()));
    }
  }

  private void notAccepted(InboundMessage message, Throwable failure) {
    if (failure instanceof EventLogUnavailable) {
      speech.refuse(
          FrameError.KAFKA_UNAVAILABLE,
          "Not stored; send it and those after it in this chat again, in order.",
          Optional.of(message.messageId()));
    } else {
      LOG.warnf("message not writable: agent=%s cause=%s", agent, failure.getMessage());
      speech.refuse(
          FrameError.INVALID_FRAME,
          "The message cannot be stored as it is.",
          Optional.of(message.messageId()));
    }
  }
}
