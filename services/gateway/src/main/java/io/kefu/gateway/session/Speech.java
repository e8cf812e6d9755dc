package io.kefu.gateway.session;

import io.kefu.contracts.frame.FrameType;

/**
 * What a session says to its agent: writes frames, seals them once that was agreed, and keeps their
 * order into the outbox, since sealed payloads are numbered. Thread-safe.
 */
final class Speech {

  private final FrameCodec codec;
  private final String agentId;
  private final Outbox outbox;
  private PayloadSeal seal;

  Speech(FrameCodec codec, String agentId, Outbox outbox) {
    this.codec = codec;
    this.agentId = agentId;
    this.outbox = outbox;
  }

  /** Queues a frame; false when it will not be written. */
  synchronized boolean say(FrameType type, Object payload) {
    return outbox.send(
        seal == null
            ? codec.write(type, payload, agentId)
            : codec.write(type, payload, agentId, seal));
  }

  /** Everything said from now on is sealed. */
  synchronized void sealFromNowOn(PayloadSeal agreed) {
    seal = agreed;
  }

  /** Says nothing more. */
  void close() {
    outbox.close();
  }
}
