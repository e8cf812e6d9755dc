package io.kefu.gateway.auth;

import java.time.Instant;
import java.util.Optional;

/**
 * A stored subject with the hash of its secret.
 *
 * @param subject who
 * @param secretHash hash of the password or the agent's secret
 * @param enabled false while an administrator has shut it out
 * @param oneTimeUntil end of a password that must be changed; empty for an ordinary one
 * @param secondFactor whether a code is asked for as well
 */
record Account(
    Subject subject,
    String secretHash,
    boolean enabled,
    Optional<Instant> oneTimeUntil,
    boolean secondFactor) {

  /** Whether it lets anyone in at a time. */
  boolean usableAt(Instant now) {
    return enabled && oneTimeUntil.map(now::isBefore).orElse(true);
  }

  /**
   * Who comes in: while the password must be changed, somebody who may do nothing else (calls that
   * need no permission: change the password, log out).
   */
  Subject admitted() {
    return oneTimeUntil.isEmpty()
        ? subject
        : new Subject(
            subject.tenantId(),
            subject.kind(),
            subject.id(),
            subject.name(),
            subject.role(),
            java.util.Set.of());
  }
}
