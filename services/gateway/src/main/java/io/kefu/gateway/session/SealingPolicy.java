package io.kefu.gateway.session;

/** Whether payloads are sealed on top of TLS. */
public enum SealingPolicy {
  /** Never. */
  OFF,
  /** With every agent that has a key and offers it. */
  OPTIONAL,
  /** An agent that does not seal is not let in. */
  REQUIRED
}
