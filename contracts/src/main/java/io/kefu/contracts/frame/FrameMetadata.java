package io.kefu.contracts.frame;

import static java.util.Objects.requireNonNull;

/**
 * Sent with every frame.
 *
 * @param agentId agent the frame comes from or goes to
 * @param version protocol version, {@code 2.0}
 */
public record FrameMetadata(String agentId, String version) {

  /** Checks that every required value is there. */
  public FrameMetadata {
    requireNonNull(agentId, "agent_id");
    requireNonNull(version, "version");
  }
}
