package io.kefu.gateway.session;

import io.kefu.contracts.frame.ErrorPayload;
import io.kefu.contracts.frame.FrameType;
import java.util.Optional;

/**
 * What a session says to its agent: writes frames, seals them once that was agreed, and keeps their
 * order into the outbox, since sealed payloads are numbered. Thread-safe.
 */
final class Speech {

  private final SessionSurroundings around;
  private final String agentId;
  private final Outbox outbox;
  private PayloadSeal seal;

  Speech(SessionSurroundings around, String agentId, Outbox outbox) {
    this.around = around;
    this.agentId = agentId;
    this.outbox = outbox;
  }

  /** Queues a frame; false when it will not be written. */
  synchronized boolean say(FrameType type, Object payload) {
    return outbox.send(
        seal == null
            ? around.codec.write(type, payload, agentId)
            : around.codec.write(type, payload, agentId, seal));
  }

  /** Says that a frame could not be used. */
  void refuse(FrameError error, String detail, Optional<String> messageId) {
    around.metrics.refused(error);
    say(FrameType.ERROR, new ErrorPayload(error.wireName(), detail, messageId.orElse(null)));
  }

  /** Everything said from now on is sealed. */
  synchronized void sealFromNowOn(PayloadSeal agreed) {
    seal = agreed;
  }

  /** Whether the socket has taken everything that was said. */
  boolean silent() {
    return outbox.idle();
  }

  /** Says nothing more. */
  void close() {
    outbox.close();
  }
}
