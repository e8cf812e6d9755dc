package io.kefu.gateway.auth;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;

/**
 * What a verified access token says.
 *
 * @param subject who it was given to
 * @param familyId login that it grew from
 * @param issuedAt when, to the millisecond: compared with revocations
 * @param expiresAt end of its life
 */
public record AccessClaims(Subject subject, UUID familyId, Instant issuedAt, Instant expiresAt) {

  /** Checks that every value is there. */
  public AccessClaims {
    requireNonNull(subject, "subject");
    requireNonNull(familyId, "family_id");
    requireNonNull(issuedAt, "issued_at");
    requireNonNull(expiresAt, "expires_at");
  }
}
