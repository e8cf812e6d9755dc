package io.kefu.contracts.frame;

import static java.util.Objects.requireNonNull;

/**
 * A WebSocket text frame, at most {@value #MAX_BYTES} bytes of UTF-8.
 *
 * @param <P> payload, named by the type
 * @param type what the payload is
 * @param payload the content
 * @param metadata agent and protocol version
 */
public record Frame<P>(FrameType type, P payload, FrameMetadata metadata) {

  /** Protocol version that this build speaks. */
  public static final String VERSION = "2.0";

  /** Upper bound of a frame in bytes of UTF-8 (design.md §4). */
  public static final int MAX_BYTES = 64 * 1024;

  /** Checks that every required value is there. */
  public Frame {
    requireNonNull(type, "type");
    requireNonNull(payload, "payload");
    requireNonNull(metadata, "metadata");
  }

  /** A frame of this protocol version. */
  public static <P> Frame<P> of(FrameType type, P payload, String agentId) {
    return new Frame<>(type, payload, new FrameMetadata(agentId, VERSION));
  }
}
